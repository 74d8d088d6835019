"""python -m newsarchive.demo: serves the demo outlet and prints its address on one line, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from threading import Event

from newsarchive.demo.mishaps import Mishap
from newsarchive.demo.outlet import Outlet
from newsarchive.demo.server import Server
from newsarchive.demo.stories import Edition


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 once a signal ends it."""
    parser = argparse.ArgumentParser(prog="python -m newsarchive.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--articles", type=int, help="grow the paper to that many articles")
    parser.add_argument("--page-bytes", type=int, default=0, help="pad HTML article pages to about that size")
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS", help="wait before each answer")
    parser.add_argument("--crawl-delay", type=float, default=0.02, metavar="SECONDS", help="what robots.txt asks for")
    parser.add_argument("--robots-status", type=int, default=200, choices=(200, 404, 503))
    parser.add_argument("--edition", type=int, default=0, help="0 is the first; see newsarchive/demo/articles.toml")
    parser.add_argument("--changed", dest="edition", action="store_const", const=1, help="the same as --edition 1")
    parser.add_argument("--warm", action="store_true", help="render every article before the address is printed")
    parser.add_argument("--mishap", type=Mishap, choices=tuple(Mishap), help="what has happened to the site")
    options = parser.parse_args(arguments)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    outlet = Outlet(
        Edition(number=options.edition, articles=options.articles),
        page_bytes=options.page_bytes,
        robots_status=options.robots_status,
        crawl_delay_seconds=options.crawl_delay,
        mishap=options.mishap,
    )
    if options.warm:
        outlet.warm()
    with Server(outlet, options.port, options.delay) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
