"""Log records -> lines of text or JSON, each with the outlet and the run of the crawl that it belongs to.

Several crawls share a process. Which of them a line is of is told by the spider that Scrapy names with it or, where there
is none, by the context in which it was logged: each crawl's task has one of its own, and what it starts inherits that.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

from newsarchive import clock
from newsarchive.errors import UsageError

__all__ = ["FORMATS", "Origin", "beginning", "event", "install", "note_run", "of"]

FORMATS: Final = ("text", "json")
#: What a command tells a person (a crawl began, what it came to) is kept by logs that outlive the terminal.
_events = logging.getLogger("newsarchive.events")


@dataclass(slots=True)
class Origin:
    """What a line is of."""

    outlet: str | None = None
    run: int | None = None
    """`runs.id`; None until the run has begun."""


_origin: ContextVar[Origin | None] = ContextVar("newsarchive.origin", default=None)
_newest: dict[str, Origin] = {}  # outlet -> its newest crawl in this process; two of one outlet never overlap


def beginning(outlet: str) -> Context:
    """A context for a new crawl of an outlet: what is logged in it, or in tasks begun in it, is that crawl's."""
    context = copy_context()
    context.run(_origin.set, Origin(outlet))
    return context


def of(outlet: str) -> Context:
    """A context in which what is logged is of an outlet's newest crawl."""
    context = copy_context()
    context.run(_origin.set, _newest.get(outlet) or Origin(outlet))
    return context


def note_run(outlet: str | None, run: int) -> None:
    """From here on, what this context logs is of a run."""
    origin = _origin.get()
    if origin is None or origin.outlet != outlet:
        origin = Origin(outlet)
        _origin.set(origin)
    origin.run = run
    if outlet is not None:
        _newest[outlet] = origin


def event(message: str, **fields: Any) -> None:
    """Keep what a person is told, where the log is a file or JSON; fields: of the JSON line, beside the message."""
    _events.info("%s", message, extra={"newsarchive": fields})


def install(level: str = "WARNING", form: str = "text", file: str | Path | None = None) -> None:
    """Send this process's log to stderr, or to a file that may be moved away (logrotate): it is then begun anew.

    level: of what is logged, at the least. form: of `FORMATS`. Replaces what was installed before.
    Raises UsageError when the file cannot be written.
    """
    handler: logging.Handler
    try:
        handler = WatchedFileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; give --log-file a path in a folder that can be written") from error
    handler.setFormatter(_Json() if form == "json" else _Text())
    threshold, keeps_events = logging.getLevelNamesMapping()[level.upper()], bool(file) or form == "json"
    handler.addFilter(lambda record: keeps_events if record.name == _events.name else record.levelno >= threshold)
    handler.set_name("newsarchive")
    for old in [one for one in logging.root.handlers if one.get_name() == "newsarchive"]:
        logging.root.removeHandler(old)
        old.close()
    logging.root.addHandler(handler)
    logging.root.setLevel(threshold)
    _events.setLevel(logging.INFO)


def _origin_of(record: logging.LogRecord) -> Origin:
    """By the spider that Scrapy names, else by the context."""
    outlet = getattr(getattr(record, "spider", None), "outlet", None)
    name = getattr(outlet, "name", None)
    return _newest.get(name) or Origin(name) if name else _origin.get() or Origin()


def _time() -> str:
    """Now, by the archive's clock, as its rows have it: "2024-03-01T08:30:00.123Z"."""
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Json(logging.Formatter):
    """One object a line; what is not known is left out."""

    def format(self, record: logging.LogRecord) -> str:
        origin = _origin_of(record)
        told = {
            "time": _time(),
            "level": record.levelname,
            "logger": record.name,
            "outlet": origin.outlet,
            "run": origin.run,
            "message": record.getMessage(),
            **getattr(record, "newsarchive", {}),
            "exception": self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else None,
        }
        return json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False, default=str)


# A page's address may hold what a terminal obeys, or a line feed that would forge a line.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class _Text(logging.Formatter):
    """"2024-03-01T08:30:00.123Z WARNING newsarchive.run harbour 12: …"; what belongs to a line is set in below it."""

    def format(self, record: logging.LogRecord) -> str:
        origin = _origin_of(record)
        of_what = [str(one) for one in (origin.outlet, origin.run) if one is not None]
        told = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            told += "\n" + self.formatException(record.exc_info)
        text = _CONTROL.sub("\ufffd", told).rstrip("\n").replace("\n", "\n    ")
        return f"{' '.join((_time(), record.levelname, record.name, *of_what))}: {text}"
