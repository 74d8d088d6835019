"""Pages per second: the whole pipeline (WARC, read, dedupe, store, index) beside a bare Scrapy spider.

    python bench/crawl.py [--pages 2000] [--bytes 180000] [--rounds 3] [--concurrency 16] [--profile FILE]

The bare spider yields two fields to a JSON-lines feed and keeps nothing else: the physical limit of a Scrapy crawl. Both
fetch the same pages from the same loopback server (a process of its own) at the same concurrency, in turn, each crawl in a
fresh process, and what is printed is the ratio of their rates in one run: machines are noisy, ratios less so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsarchive.demo import Process

ROOT = Path(__file__).parents[1]

BARE = """
import sys, time
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for number in range({first}, {first} + {pages}):
            yield scrapy.Request(f"{site}/news/detail?id={{number}}", dont_filter=True)
    def parse(self, response):
        spans = response.css(".fenxiang_zz span::text").getall()
        yield {{"title": response.css(".wz_contents::text").get(), "author": spans[1:]}}

process = AsyncCrawlerProcess(settings={{
    "CONCURRENT_REQUESTS": {concurrency}, "CONCURRENT_REQUESTS_PER_DOMAIN": {concurrency}, "LOG_LEVEL": "WARNING",
    "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "RETRY_ENABLED": False,
    "FEEDS": {{"{folder}/bare.jsonl": {{"format": "jsonlines"}}}},
}})
crawler = process.create_crawler(Bare)
process.crawl(crawler)
started = time.perf_counter()
process.start()
print(crawler.stats.get_value("item_scraped_count"), time.perf_counter() - started)
"""

WHOLE = """
import time
from pathlib import Path
from newsarchive.crawl import crawl
from newsarchive.spiders.demo import DemoSpider

# the same addresses as the bare spider's, so that both fetch the same pages in the same number of requests
DemoSpider.starts = lambda self: iter(())
async def start(self):
    from scrapy import Request
    for number in range({first}, {first} + {pages}):
        url = f"{site}/news/detail?id={{number}}"
        yield Request(url, meta={{"candidate": self.article_at(url)}}, dont_filter=True)
DemoSpider.start = start
started = time.perf_counter()
{profile_on}
reports = crawl(["demo"], Path("{folder}/archive"), arguments={{"site": "{site}"}}, settings={{
    "NEWSARCHIVE_ALLOW_PRIVATE": True, "CONCURRENT_REQUESTS": {concurrency}, "CONCURRENT_REQUESTS_PER_DOMAIN": {concurrency},
    "DOWNLOAD_DELAY": 0,
}})
{profile_off}
counts = reports[0].counts
print(counts["new"] + counts["copies"], time.perf_counter() - started)
"""


def once(script: str, **values: object) -> tuple[int, float]:
    """Articles and seconds that a crawl in a process of its own reports."""
    answer = subprocess.run(
        [sys.executable, "-c", script.format(**values)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    count, seconds = answer.stdout.split()[-2:]
    if answer.stderr.strip():
        print(answer.stderr.strip()[-2000:], file=sys.stderr)
    return int(count), float(seconds)


def main() -> None:
    """Run both in turn and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--bytes", type=int, default=180_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--profile", help="write a cProfile of one whole crawl there")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ratios, rates = [], {"bare": [], "newsarchive": []}
    # three of five grown articles are desktop pages
    grown = (
        "--articles",
        str(options.pages * 2 + 50),
        "--page-bytes",
        str(options.bytes),
        "--crawl-delay",
        "0",
        "--warm",
    )
    server = Process(*grown)
    with server, tempfile.TemporaryDirectory(dir=ROOT) as folder:
        values = {"site": server.url, "pages": options.pages, "first": FIRST, "concurrency": options.concurrency}
        for number in range(options.rounds):
            pair = {}
            for name, script in (("bare", BARE), ("newsarchive", WHOLE)):
                place = Path(folder) / f"{name}-{number}"
                place.mkdir()
                profiled = options.profile if name == "newsarchive" and number == 0 else None
                profile = {
                    "profile_on": "import cProfile; profile = cProfile.Profile(); profile.enable()" if profiled else "",
                    "profile_off": f"profile.disable(); profile.dump_stats({profiled!r})" if profiled else "",
                }
                count, seconds = once(script, folder=place, **values, **(profile if name == "newsarchive" else {}))
                if count != options.pages:
                    sys.exit(f"{name}: {count} articles of {options.pages}")
                pair[name] = count / seconds
                rates[name].append(pair[name])
                time.sleep(0.5)
            ratios.append(pair["newsarchive"] / pair["bare"])
            print(
                f"round {number + 1}: bare {pair['bare']:.0f}/s, newsarchive {pair['newsarchive']:.0f}/s,"
                f" ratio {ratios[-1]:.2f}",
                file=sys.stderr,
            )
    result = {
        "pages": options.pages,
        "bytes": options.bytes,
        "bare_per_second": round(statistics.median(rates["bare"]), 1),
        "newsarchive_per_second": round(statistics.median(rates["newsarchive"]), 1),
        "ratio": round(statistics.median(ratios), 3),
    }
    print(json.dumps(result) if options.json else "\n".join(f"{key}: {value}" for key, value in result.items()))


#: The ids of the grown edition's desktop articles begin here (newsarchive/demo/grown.py).
FIRST = 1_000_001

if __name__ == "__main__":
    main()
