"""Everything that a crawl imports, save Twisted's reactor, which each process installs for itself."""

from __future__ import annotations

import scrapy.core.downloader.handlers.http11
import scrapy.core.engine

import newsarchive.middlewares
import newsarchive.network
import newsarchive.pages.demo
import newsarchive.pipelines
import newsarchive.scheduler
import newsarchive.spiders.demo
import tests.faults.rig.crawler
