"""Each robots.txt that was served -> which articles it forbids, inside the caller's transaction.

An article is forbidden by rules that allow none of its addresses on their site.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from newsarchive.discover import robots

__all__ = ["ask", "keep"]


def keep(connection: Any, record_id: str, site: str, body: bytes) -> list[Any]:
    """Store a robots.txt that was served with rules; rows with the ids of the articles that they forbid.

    site: "https://paper.example".
    """
    text = _rules(body)
    key = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    connection.execute("INSERT INTO robots_rules (rules, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, text))
    is_new = connection.execute("SELECT 1 FROM robots WHERE site = ? AND rules = ?", (site, key)).fetchone() is None
    connection.execute(
        "INSERT OR REPLACE INTO robots (capture_id, site, rules) SELECT id, ?, ? FROM captures WHERE record_id = ?",
        (site, key, record_id),
    )
    if is_new:
        addresses: dict[int, list[str]] = {}
        for row in connection.execute(
            "SELECT DISTINCT article_id, url FROM captures WHERE state = 'read' AND article_id IS NOT NULL"
            " AND url >= ? AND url < ?",
            (f"{site}/", f"{site}0"),  # "0" comes after "/"
        ):
            addresses.setdefault(row["article_id"], []).append(row["url"])
        _write_forbidden(connection, site, key, text, addresses)
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT article_id FROM forbidden WHERE site = ? AND rules = ?", (site, key)
    ).fetchall()


def _rules(body: bytes) -> str:
    """A robots.txt without what says nothing: comments, which may hold a date, and the like."""
    text = body[: robots.MAX_BYTES].decode("utf-8", errors="replace")
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.lower().startswith("sitemap:"))


def ask(connection: Any, article_id: int, url: str, *, new: bool = False) -> None:
    """An article was seen at an address: if never before, its site's rules are asked about it. new: whether or not."""
    count = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM captures WHERE article_id = ? AND url = ? AND state = 'read' LIMIT 2)",
        (article_id, url),
    ).fetchone()[0]
    if count != 1 and not new:
        return
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    rows = connection.execute("SELECT DISTINCT rules FROM robots WHERE site = ?", (site,)).fetchall()
    if not rows:
        return
    addresses = [
        one
        for (one,) in connection.execute(
            "SELECT DISTINCT url FROM captures WHERE article_id = ? AND state = 'read'", (article_id,)
        )
        if one.startswith(f"{site}/")
    ]
    for (key,) in rows:
        text = connection.execute("SELECT text FROM robots_rules WHERE rules = ?", (key,)).fetchone()["text"]
        _write_forbidden(connection, site, key, text, {article_id: addresses})


def _write_forbidden(connection: Any, site: str, key: str, text: str, addresses: dict[int, list[str]]) -> None:
    policy = _policy(text)
    for article_id, urls in addresses.items():
        if all(policy.refusal(url, "newsarchive") for url in urls):
            connection.execute("INSERT OR IGNORE INTO forbidden VALUES (?, ?, ?)", (article_id, site, key))
        else:
            connection.execute(
                "DELETE FROM forbidden WHERE article_id = ? AND site = ? AND rules = ?", (article_id, site, key)
            )


@lru_cache(maxsize=64)
def _policy(text: str) -> robots.Policy:
    return robots.policy(200, text.encode())
