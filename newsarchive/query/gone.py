"""The archive -> which articles are gone, suspect or restored, with every check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from newsarchive.errors import QueryError
from newsarchive.query.selection import Selection
from newsarchive.store.archive import Archive

__all__ = ["COLUMNS", "STATES", "State", "absences", "checks"]

State = Literal["gone", "suspect", "restored"]
STATES: Final[tuple[State, ...]] = ("gone", "suspect", "restored")

COLUMNS: Final = (
    "article_id", "state", "reason", "last_seen", "missing_since", "gone_at", "returned_at", "checks", "last_check",
    "outlet", "title", "url",
)  # fmt: skip

_STATE = """CASE WHEN absences.returned_at IS NULL THEN iif(absences.gone_at IS NULL, 'suspect', 'gone')
            WHEN absences.gone_at IS NOT NULL THEN 'restored' END"""
_ROWS = f"""
    SELECT absences.article_id, {_STATE} AS state, absences.reason, absences.last_seen, absences.missing_since,
           absences.gone_at, absences.returned_at, absences.checks, absences.last_check, outlet, title, url
    FROM absences JOIN articles ON articles.id = absences.article_id
"""  # noqa: S608
_CHECKS = """
    SELECT checks.checked_at, checks.reason, captures.status, captures.url, captures.record_id
    FROM checks JOIN captures ON captures.id = checks.capture_id
    WHERE checks.article_id = ? ORDER BY checks.checked_at, captures.id
"""


def absences(
    archive: Archive,
    *,
    states: Sequence[State] = ("gone", "suspect"),
    since: str | None = None,
    outlet: Sequence[str] = (),
    reason: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """The absences of these states, the latest first: a mapping of COLUMNS each.

    since: only what went missing on that day or later, UTC: "2024", "2024-03", "2024-03-01". outlet: names or titles.
    reason: of the last check (`dedupe.absence.Absent`).
    Raises QueryError, OutletUnknown.
    """
    selected = Selection(outlet=outlet).where(archive.connection)
    values: dict[str, Any] = {**selected.values}
    conditions = [f"{_STATE} IN ({_listed('state', states, values)})", selected.sql]
    if since is not None:
        if not _is_day(since):
            raise QueryError(f"--since {since!r} is no date; write it as 2024, 2024-03 or 2024-03-01")
        conditions.append("absences.missing_since >= :missing_since")
        values["missing_since"] = since
    if reason:
        conditions.append(f"absences.reason IN ({_listed('reason', reason, values)})")
    # What is sorted is kept in memory: so of each only what it is found by.
    keys = archive.connection.execute(
        "SELECT absences.article_id, absences.missing_since FROM absences JOIN articles ON articles.id = absences.article_id"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY absences.missing_since DESC, absences.article_id",
        values,
    )
    one = f"{_ROWS} WHERE absences.article_id = ? AND absences.missing_since = ?"
    return (dict(archive.connection.execute(one, tuple(key)).fetchone()) for key in keys)


def checks(archive: Archive, article_id: int) -> list[dict[str, Any]]:
    """Every look at an article, oldest first: checked_at, reason (None: it was there), status, url, record_id."""
    return [dict(row) for row in archive.connection.execute(_CHECKS, (article_id,))]


def _listed(name: str, given: Sequence[str], values: dict[str, Any]) -> str:
    for number, value in enumerate(given):
        values[f"{name}_{number}"] = value
    return ", ".join(f":{name}_{number}" for number in range(len(given)))


def _is_day(text: str) -> bool:
    shape = "0000-00-00"
    return len(text) in (4, 7, 10) and all(
        sign.isascii() and (sign.isdigit() if form == "0" else sign == form) for sign, form in zip(text, shape, strict=False)
    )
