"""newsarchive: crawl, archive, read and query regional news."""

from newsarchive.version import __version__

__all__ = ["__version__"]
