"""The ways to start a crawl, and what a crawl opens and lets in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import BUSY, Server
from newsarchive.warc.read import records
from tests.crawl.site import LIST, Crawled, Site, command, crawl, html, rows

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip


def told(archive: Path) -> list[list[tuple[Any, ...]]]:
    """What an archive says that is not of the moment it was crawled at."""
    return [
        rows(archive, "SELECT url, kind, state, reason, published, depth FROM urls ORDER BY url"),
        rows(archive, "SELECT url, status, payload_digest, state, reason, mime FROM captures ORDER BY url, status"),
        rows(archive, "SELECT url, content_hash, body_hash, title, author, date, section, images FROM articles ORDER BY url"),
        rows(archive, "SELECT url, position, role, name FROM credits JOIN articles ON id = article_id ORDER BY url, position"),
        rows(archive, "SELECT discovered, done, failed, pending, new, copies FROM runs"),
    ]


def test_scrapy_knows_each_outlet_by_name() -> None:
    names = scrapy("list").stdout.split()

    assert {"demo", "shobserver"} <= set(names)


def test_scrapy_crawl_and_our_own_give_the_same_rows(demo_site: Server, tmp_path: Path) -> None:
    site = ["-a", f"site={demo_site.url}", "-a", "section=42"]
    demo_site.outlet.response(f"/news/detail?id={BUSY}", {})  # it answers 503 for once
    settings = ["-s", "DOWNLOAD_DELAY=0", "-s", "NEWSARCHIVE_ALLOW_PRIVATE=1"]

    scrapy("crawl", "demo", *site, *settings, NEWSARCHIVE_ARCHIVE=str(tmp_path / "scrapy"))
    ours = crawl(tmp_path / "ours", demo_site.url, arguments={"section": "42"})

    assert ours.report["counts"]["new"] > 20
    assert told(tmp_path / "scrapy") == told(tmp_path / "ours")


def test_a_second_crawler_is_refused_with_the_pid_of_the_first(site: Site, served: Server, tmp_path: Path) -> None:
    [address] = site.put_articles(1)
    site.put(LIST, html("later", 503, Retry_After="30"))  # keeps the first one waiting
    with subprocess.Popen(
        command(tmp_path / "archive", served.url, arguments={"section": "22"}), stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "crawling\n"

        second = crawl(tmp_path / "archive", served.url, arguments={"section": "22"})

        first.kill()
    assert second.error is not None
    assert second.error["type"] == "ArchiveBusy"
    assert second.error["pid"] == first.pid
    assert str(first.pid) in second.error["message"]
    assert address not in served.hits


@pytest.mark.parametrize("console", [False, True])
def test_a_crawl_listens_on_no_port(
    console: bool, site: Site, crawl_site: Callable[..., Crawled]
) -> None:
    """With Scrapy's console turned on it does: the test would see it."""
    site.put_list(*site.put_articles(1))
    on = {"EXTENSIONS": {"newsarchive.extension.ArchiveExtension": 0, "scrapy.extensions.telnet.TelnetConsole": 1},
          "TELNETCONSOLE_ENABLED": True}  # fmt: skip

    crawled = crawl_site(settings=on if console else {})

    assert len(crawled.listeners) == (1 if console else 0)


def test_the_warc_holds_no_cookie_or_credential_of_ours(
    site: Site, crawl_site: Callable[..., Crawled], tmp_path: Path
) -> None:
    canary = "canary-5f2c"
    site.put_list(*site.put_articles(1))
    secrets = {"Cookie": f"sid={canary}", "Authorization": f"Bearer {canary}", "Proxy-Authorization": f"Basic {canary}"}

    crawl_site(settings={"DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", **secrets}})

    [warc] = (tmp_path / "archive" / "warc").iterdir()
    requests = [record for record in records(warc) if record.type == "request"]
    assert canary in str(site.headers)  # it was sent
    assert len(requests) == 3
    assert canary not in str([(record.http_headers, record.payload) for record in requests])
    assert all(dict(record.http_headers)["Accept"] == "*/*" for record in requests)
