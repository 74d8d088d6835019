"""The log: lines of text and JSON that tell which crawl they are of, however many share the process."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive import clock, logs
from newsarchive.demo import Answer, Server
from newsarchive.demo.markup import desktop
from newsarchive.errors import UsageError
from tests.crawl.site import Site, html, moved, rows, story, zipped

AT = datetime(2024, 3, 1, 8, 30, 0, 123_456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The process's own log and clock are put back."""
    root, level, before = logging.root, logging.root.level, clock.use(clock.Clock(AT, speed=0))
    kept = list(root.handlers)
    yield
    for handler in [one for one in root.handlers if one not in kept]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    clock.use(before)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


class Trying(Site):
    """A site that is trying: one page is never answered, one is cut short, one leads round in a circle, one is not there."""

    def __init__(self) -> None:
        super().__init__()
        named = ["/slow", "/cut", "/circle", "/absent", *self.put_articles(1, 2, 3)]
        self.put("/", html("<html><body>" + "".join(f'<p><a href="{path}">{path} {"潮" * 20}</a></p>' for path in named)))
        self.put("/cut", zipped(desktop(story(4), []).encode(), keep=400))
        self.put("/circle", moved("/circle"))

    def response(self, path: str, headers: Mapping[str, str]) -> Answer:
        if path == "/slow":
            time.sleep(2.5)
        return super().response(path, headers)


def test_each_line_tells_the_crawl_that_it_is_of_while_three_share_the_process(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(Server(Trying())) for _ in range(3)]  # type: ignore[arg-type]
        # One name for all, so that they meet in the resolver too; and a line of each connection's own.
        urls = [site.url.replace("127.0.0.1", "localhost") for site in sites]
        command = [sys.executable, "-m", "newsarchive", "-a", str(tmp_path), "crawl", *urls]
        told = {"DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_WARNSIZE": 1, "NEWSARCHIVE_PATIENCE": 0}
        options = ["--allow-private", *(word for name, value in told.items() for word in ("-s", f"{name}={value}"))]
        logged = ["--log-level", "DEBUG", "--log-format", "json", "--log-file", str(tmp_path / "log")]
        subprocess.run([*command, *options, *logged], check=True, capture_output=True, timeout=120)

    told = lines(tmp_path / "log")
    run_of = dict(rows(tmp_path, "SELECT outlet, id FROM runs"))
    port_of = {outlet: home.rsplit(":", 1)[1].strip("/") for outlet, home in rows(tmp_path, "SELECT name, home FROM outlets")}
    wrong = [
        line
        for line in told
        if (ports := set(re.findall(r"localhost:(\d+)", line["message"] + line.get("exception", ""))) & set(port_of.values()))
        and line["logger"] != "newsarchive.events"
        and {port_of[line["outlet"]] if "outlet" in line else None} != ports
    ]
    assert wrong == []
    of_the_process = {line["logger"] for line in told if "outlet" not in line}
    assert of_the_process <= {"asyncio", "scrapy.crawler", "scrapy.utils.log"}
    assert {outlet for outlet in port_of if sum(line.get("outlet") == outlet for line in told) > 20} == set(run_of)
    assert {(line["outlet"], line["run"]) for line in told if "run" in line} == set(run_of.items())
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in told)
    loggers = {line["logger"] for line in told}
    assert loggers > {"scrapy.core.engine", "scrapy.core.downloader.handlers.http11", "newsarchive.events"}
    ended = [line for line in told if line["logger"] == "newsarchive.events"]
    assert [(line["outcome"], line["discovered"] - line["done"] - line["failed"] - line["pending"]) for line in ended] == [
        ("finished", 0)
    ] * 3


def test_stderr_has_nothing_but_json_where_that_was_asked_for(tmp_path: Path) -> None:
    with Server(Trying()) as site:  # type: ignore[arg-type]
        command = [sys.executable, "-m", "newsarchive", "-a", str(tmp_path), "crawl", site.url, "--limit", "1"]
        options = ["--allow-private", "-s", "DOWNLOAD_DELAY=0.2", "-s", "NEWSARCHIVE_PATIENCE=0", "--log-format", "json"]
        answer = subprocess.run([*command, *options], check=True, capture_output=True, text=True, timeout=120)

    told = [json.loads(line) for line in answer.stderr.splitlines()]
    assert told[-1]["message"] == answer.stdout.splitlines()[0]
    assert told[-1]["new"] == 1


def test_an_exception_is_a_field_and_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    logs.install("INFO", "json", tmp_path / "log")

    def log() -> None:
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logging.getLogger("newsarchive.run").exception("%s: a\nb", "潮")
        logging.getLogger("newsarchive.run").debug("not asked for")

    Context().run(log)  # no crawl's

    [line] = lines(tmp_path / "log")
    assert line.pop("exception").splitlines()[-2:] == ["ValueError: two", "lines"]
    assert line == {"time": "2024-03-01T08:30:00.123Z", "level": "ERROR", "logger": "newsarchive.run", "message": "潮: a\nb"}


def test_a_line_of_text_cannot_be_forged_by_an_address(tmp_path: Path) -> None:
    logs.install("WARNING", "text", tmp_path / "log")

    logs.beginning("harbour").run(logging.getLogger("x").warning, "%s", "http://a/\r\n2024-03-01T09:00:00.000Z ERROR x: \x1b[2J")

    assert (tmp_path / "log").read_text("utf-8") == (
        "2024-03-01T08:30:00.123Z WARNING x harbour: http://a/\ufffd\n    2024-03-01T09:00:00.000Z ERROR x: \ufffd[2J\n"
    )


def test_a_log_that_is_moved_away_is_begun_anew(tmp_path: Path) -> None:
    logs.install("WARNING", "text", tmp_path / "log")
    logging.getLogger("x").warning("first")

    (tmp_path / "log").rename(tmp_path / "log.1")
    logging.getLogger("x").warning("second")

    assert [(tmp_path / name).read_text("utf-8").split()[-1] for name in ("log.1", "log")] == ["first", "second"]


def test_a_log_that_cannot_be_written_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no/log: No such file or directory; give --log-file a path in a folder"):
        logs.install("WARNING", "text", tmp_path / "no" / "log")
