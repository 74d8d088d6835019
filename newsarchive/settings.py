"""Scrapy's settings, each with the reason why it is not Scrapy's default; `scrapy crawl` and `newsarchive crawl` share them."""

from __future__ import annotations

import os

from newsarchive.version import __version__

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["newsarchive.spiders"]
NEWSPIDER_MODULE = "newsarchive.spiders"

# -- ours (NEWSARCHIVE_*) ----------------------------------------------------------------------------------------------
#: The archive's folder.
NEWSARCHIVE_ARCHIVE = os.environ.get("NEWSARCHIVE_ARCHIVE", "archive")
#: An address or page where the server's operator reaches you; it goes into the User-Agent.
NEWSARCHIVE_CONTACT = os.environ.get("NEWSARCHIVE_CONTACT", "")
#: Whether hosts that resolve into loopback, private or reserved networks may be fetched: for tests and intranets.
NEWSARCHIVE_ALLOW_PRIVATE = False
#: Bytes of a page, and of a feed, sitemap or list, beyond which the rest is not fetched.
NEWSARCHIVE_MAX_PAGE = 8 * 1024 * 1024
NEWSARCHIVE_MAX_LIST = 50 * 1024 * 1024
#: A WARC file to crawl instead of the network.
NEWSARCHIVE_AGAINST = ""
#: Which known articles to fetch again: due, all or none.
NEWSARCHIVE_RECHECK = "due"
#: After what lengths of time since publication (timedelta), where it is not schedule.RECHECKS.
NEWSARCHIVE_STEPS = None
#: What makes an article gone (dedupe.absence.Rule), where the archive's own rule is not meant.
NEWSARCHIVE_TAKEDOWN = None
#: Which known lists to fetch again: all, or due, as crawls by a timetable do: the seldomer, the less is new on them.
NEWSARCHIVE_LISTS = "all"
#: Articles to fetch at the most; 0: all.
NEWSARCHIVE_LIMIT = 0
#: Requests a day to a host, at the most; 0: as many as the delays let out.
NEWSARCHIVE_BUDGET = 0
#: Whether pages that ask not to be archived (robots meta element or X-Robots-Tag: noarchive) are left out.
NEWSARCHIVE_OBEY_NOARCHIVE = False
#: "name home" of each outlet without a module that this process crawls, for the first record of its WARC files.
NEWSARCHIVE_SITES: list[str] = []
#: Of the log: text, or JSON lines.
NEWSARCHIVE_LOG_FORMAT = "text"
#: Seconds for which a crawl waits for a host that asked to be left alone; beyond it, its URLs stay for the next run.
NEWSARCHIVE_PATIENCE = 120

# -- our carriers, in the order in which a request passes them ---------------------------------------------------------
EXTENSIONS = {
    "newsarchive.extension.ArchiveExtension": 0,  # opens the archive before anything else is built
    # They listen on a port and run what is sent to them; on by default.
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.logstats.LogStats": None,  # `newsarchive crawl` shows progress itself
    "scrapy.extensions.throttle.AutoThrottle": None,  # ours knows what robots.txt asks for
    "newsarchive.throttle.Throttle": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "newsarchive.middlewares.AddressMiddleware": 50,
    "newsarchive.middlewares.RobotsMiddleware": 100,
    "newsarchive.middlewares.CaptureMiddleware": 950,  # nearest the network: sees the bytes as sent
    # The frontier retries and follows redirects itself, so that each answer is captured and each URL ends in a row.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # warc.decode, as in a replay
}
SPIDER_MIDDLEWARES = {
    "newsarchive.middlewares.SettleMiddleware": 40,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # error pages are settled and kept too
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the frontier counts
}
ITEM_PIPELINES = {"newsarchive.pipelines.ArchivePipeline": 300}
SCHEDULER = "newsarchive.scheduler.FrontierScheduler"  # JOBDIR loses half of the URLs at kill -9

# -- the network -------------------------------------------------------------------------------------------------------
# A process setting: in a spider's custom_settings it would be silently ignored.
TWISTED_DNS_RESOLVER = "newsarchive.network.GuardedResolver"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
# A sitemap that names file:///etc/passwd is not to be believed.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
DNS_TIMEOUT = 20  # less than that of the whole request, so that the reason is told
DOWNLOAD_TIMEOUT = 25  # in all; Ctrl-C waits for what is under way, and is to end within 30 s
DOWNLOAD_MAXSIZE = 0  # CaptureMiddleware stops at NEWSARCHIVE_MAX_*, and keeps what came
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut answer is captured as such, and asked for again
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 2083

# -- politeness --------------------------------------------------------------------------------------------------------
USER_AGENT = f"newsarchive/{__version__}" + (f" (+{NEWSARCHIVE_CONTACT})" if NEWSARCHIVE_CONTACT else "")
ROBOTSTXT_OBEY = True  # by RobotsMiddleware, which knows RFC 9309 on 5xx
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # Scrapy starts as many tasks for each response; a page has one article
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # a Crawl-delay is a promise, not a mean
AUTOTHROTTLE_ENABLED = True  # a server that takes its time is given it
AUTOTHROTTLE_START_DELAY = 0.0  # DOWNLOAD_DELAY at first
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5  # a server rests for as long as it worked

# -- output ------------------------------------------------------------------------------------------------------------
LOG_LEVEL = "WARNING"
LOG_SHORT_NAMES = False
FEED_EXPORT_ENCODING = "utf-8"
