"""The version: in the package, the WARC's warcinfo record and the User-Agent."""

__version__ = "0.1.0"
