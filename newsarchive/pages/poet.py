"""web-poet, imported without Scrapy.

web-poet's itemadapter imports Scrapy, where it is installed, to know its Item class; none of our items is one. Reading an
archive needs neither Scrapy nor Twisted's reactor, so the import is kept from happening. Where Scrapy is already loaded
(a crawl), nothing is withheld.
"""

import sys

if "scrapy" in sys.modules:
    import web_poet
else:
    sys.modules["scrapy"] = None  # type: ignore[assignment]  # Python's own way to say "not importable"
    try:
        import web_poet
    finally:
        del sys.modules["scrapy"]

from web_poet import HttpResponse, HttpResponseHeaders, WebPage, field
from web_poet.serialization import register_serialization

__all__ = ["HttpResponse", "HttpResponseHeaders", "WebPage", "field", "register_serialization", "web_poet"]
