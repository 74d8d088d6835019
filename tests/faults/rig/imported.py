"""Everything that a crawl imports, save Twisted's reactor, which each process installs for itself."""

from __future__ import annotations

import scrapy.core.downloader.handlers.http11  # noqa: F401
import scrapy.core.engine  # noqa: F401

import newsarchive.middlewares  # noqa: F401
import newsarchive.network  # noqa: F401
import newsarchive.pages.demo  # noqa: F401
import newsarchive.pipelines  # noqa: F401
import newsarchive.scheduler  # noqa: F401
import newsarchive.spiders.demo  # noqa: F401
import tests.faults.rig.crawler  # noqa: F401
