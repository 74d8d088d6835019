"""A process that crawls for months keeps nothing of a crawl that has ended."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from newsarchive.demo import Server

SCRIPT = """
import asyncio, gc, json, resource, sys, threading
from pathlib import Path
from scrapy.crawler import Crawler
from newsarchive.crawl import Crawls

most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (200, most))
crawls = Crawls(Path(sys.argv[1]), {"NEWSARCHIVE_ALLOW_PRIVATE": True, "DOWNLOAD_DELAY": 0})

async def crawl(times):
    found = []
    for _ in range(times):
        crawling = crawls.begin("demo", {"site": sys.argv[2], "limit": "3"}, lambda runs: None)
        await asyncio.wait({crawling.task})
        found.append(crawling.report().outcome)
        del crawling
        await asyncio.sleep(0.1)  # what was put off to the next turns of the loop
        gc.collect()
        alive = sum(isinstance(one, Crawler) for one in gc.get_objects())
        found.append((alive, threading.active_count()))
    found.append((resource.getrlimit(resource.RLIMIT_NOFILE)[0], most))
    print(json.dumps(found))

crawls.expect(["demo"])
task = asyncio.get_event_loop().create_task(crawl(4))
def over(task):
    from twisted.internet import reactor
    reactor.stop()
task.add_done_callback(over)
crawls.process.start(stop_after_crawl=False, install_signal_handlers=False)
"""


def test_a_crawl_that_has_ended_leaves_no_crawler_and_no_thread(tmp_path: Path, demo_site: Server) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), demo_site.url], capture_output=True, text=True, check=False, timeout=100
    )

    assert answer.returncode == 0, answer.stderr
    *found, (files, most) = json.loads(answer.stdout)
    assert found[::2] == ["finished"] * 4
    crawlers, threads = zip(*found[1::2], strict=True)
    assert crawlers == (0, 0, 0, 0)
    assert len(set(threads)) == 1
    assert files == most or files >= 10_000  # each outlet has a connection of its own
