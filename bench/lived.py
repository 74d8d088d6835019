"""What months of crawling leave beside the articles of an archive that loading.py made: python bench/lived.py FOLDER

Lists and the URLs that they name, some of which failed, redirected, wait or are due again; articles that are gone; e-papers;
crawls; a back-fill under way. `verify` finds nothing wrong with it.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loading import Files

from newsarchive.store import absences
from newsarchive.store.archive import Archive

_GONE = 900_000_000  # what the number of a capture that misses an article begins with: their WARC files are others
_CHECKS = 3
_BATCH = 1_000

_KINDS = {"feed": 70, "listing": 90, "sitemap": 95}
"""Lists of each outlet, and how many of a hundred of its articles they name."""

_LIST = """
INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at, fetched_at, next_fetch_at, poll_seconds)
SELECT 'https://' || name || '.example/' || :kind, 'https://' || name || '.example/' || :kind, name, :kind, 'done',
       :first, :last, :last, 3600 FROM outlets
"""
_NAMED = """
INSERT INTO named (url_id, by, list_id, first_named, last_named)
SELECT urls.id, :kind, lists.id, urls.discovered_at, substr(urls.discovered_at, 1, 10)
FROM urls JOIN urls AS lists ON lists.url = 'https://' || urls.outlet || '.example/' || :kind
WHERE urls.kind = 'article' AND urls.id % 100 < :share
"""
# Of a hundred URLs four failed, ten are other addresses of articles, five wait.
_OTHERS = """
INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, redirects_to, published, discovered_at, fetched_at)
SELECT url || :beside, url || :beside, outlet, 'article', :state, :reason, iif(:reason = 'redirected', url, NULL),
       substr(discovered_at, 1, 10), discovered_at, iif(:state = 'pending', NULL, discovered_at)
FROM urls WHERE kind = 'article' AND id <= :highest AND id % 100 BETWEEN :least AND :most
"""
_BESIDE = (
    ("?lost", "failed", "timeout", 0, 1),
    ("?away", "failed", "not_found", 2, 2),
    ("?shut", "failed", "robots", 3, 3),
    ("/amp", "done", "redirected", 10, 19),
    ("?later", "pending", None, 30, 34),
)
_DUE = "UPDATE urls SET next_fetch_at = fetched_at WHERE kind = 'article' AND state = 'done' AND reason IS NULL AND id % 10 = 4"
_PRINTED = """
INSERT INTO print_pages (url, outlet, edition, page, position)
SELECT url, outlet, substr(date, 1, 10), id % 24 + 1, id FROM articles WHERE id % 10 = 7
"""
_EDITIONS = """
INSERT INTO urls (url, fetch_url, outlet, kind, state, published, discovered_at, fetched_at)
SELECT DISTINCT 'https://' || outlet || '.example/paper/' || edition, '', outlet, 'edition', 'done', edition, edition, edition
FROM print_pages
"""
_NAMED_IN = """
INSERT INTO named (url_id, by, list_id, first_named, last_named)
SELECT urls.id, 'edition', lists.id, urls.discovered_at, substr(urls.discovered_at, 1, 10) FROM articles JOIN urls USING (url)
JOIN urls AS lists ON lists.url = 'https://' || articles.outlet || '.example/paper/' || substr(articles.date, 1, 10)
WHERE articles.id % 10 BETWEEN 7 AND 8
"""
# A crawl for every four articles, as of twenty papers asked each hour.
_CRAWLS = """
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < :highest / 4)
INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, done, new)
SELECT 'crawl', 'paper' || (number % 20 + 1), discovered_at, strftime('%Y-%m-%dT%H:%M:%SZ', discovered_at, '+3 minutes'),
       iif(number % 50, 'finished', 'shutdown'), 0, '{}', 10, 4 FROM numbers JOIN urls ON urls.id = number * 4
"""
_BACKFILL = """
INSERT INTO backfills (outlet, since, until, told, origin, state, asked_at)
VALUES ('paper1', '2005-01-01', '2009-12-31', '{}', 'command', 'open', :last)
"""
_BEHIND = """
INSERT INTO backfill_urls (backfill_id, url, fetch_url, kind, priority, depth, hops, reach, by, state, outcome)
SELECT (SELECT max(id) FROM backfills), url || '?past', url, 'article', 0, 0, 0, '2009-12-31', 'sitemap',
       iif(id / 20 % 2, 'waiting', 'settled'), iif(id / 20 % 2, NULL, 'failed') FROM urls WHERE kind = 'article' AND id % 20 = 0
"""


def live(archive: Archive) -> None:
    """Add it all; an archive that has it stays as it is."""
    ask = archive.connection.execute
    if ask("SELECT 1 FROM named LIMIT 1").fetchone():
        return
    _gone(archive)
    first, last = ask("SELECT min(date_utc), max(date_utc) FROM articles").fetchone()
    [highest] = ask("SELECT max(id) FROM urls").fetchone()
    values = {"first": first, "last": last, "highest": highest}
    with archive.transaction():
        for beside, state, reason, least, most in _BESIDE:
            ask(_OTHERS, values | {"beside": beside, "state": state, "reason": reason, "least": least, "most": most})
        ask(_CRAWLS, values)
        for kind in _KINDS:
            ask(_LIST, values | {"kind": kind})
        for statement in (_DUE, _PRINTED, _EDITIONS, _BACKFILL, _BEHIND):
            ask(statement, values)
    with archive.transaction():  # the last one: with it an archive counts as lived in
        for kind, share in _KINDS.items():
            ask(_NAMED, {"kind": kind, "share": share})
        ask(_NAMED_IN)


def _gone(archive: Archive) -> None:
    """One article in a hundred is not found, three times over six days."""
    ask = archive.connection.execute
    files = Files(archive.warc_folder)
    rows = ask("SELECT id, url, outlet, date_utc FROM articles WHERE id % 100 = 50 ORDER BY id").fetchall()
    for start in range(0, len(rows), _BATCH):
        with archive.transaction():
            for row in rows[start : start + _BATCH]:
                _miss(archive.connection, row, files)
    files.close()


def _miss(connection: Any, row: Any, files: Files) -> None:
    for check in range(_CHECKS):
        number = _GONE + row["id"] * _CHECKS + check
        at = f"{datetime.fromisoformat(row['date_utc']) + timedelta(days=3 * check + 3):%Y-%m-%dT%H:%M:%SZ}"
        place = files.append(number, row["url"], at, b"", "404 Not Found")
        connection.execute(
            "INSERT INTO captures (id, url, outlet, captured_at, status, state, reason, record_id, payload_digest, warc_file,"
            " warc_offset, warc_length) VALUES (:id, :url, :outlet, :at, 404, 'not_read', 'not_found', :record_id,"
            " :payload_digest, :warc_file, :warc_offset, :warc_length)",
            {"id": number, "url": row["url"], "outlet": row["outlet"], "at": at, **place},
        )
        absences.note(connection, place["record_id"], absences.Answer("error"))
        absences.looked(connection, place["record_id"])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    with Archive(parser.parse_args().folder, write=True) as archive:
        live(archive)


if __name__ == "__main__":
    main()
