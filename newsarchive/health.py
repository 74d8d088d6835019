"""How an outlet is read, beside how it was read before -> what is wrong: blocked, paywalled, redesigned, no news.

`judge` holds the newest days against the outlet's own: no outlet is told what it should be like. It asks whether chance alone
would give what is seen, by a binomial test, and whether the difference matters; or, of lengths, whether their median lies far
outside the medians of the days before, by the median of their deviations. `health` then looks at the pages that show it, to
tell a wall from a new layout, which the numbers cannot.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from newsarchive import clock, pages
from newsarchive.errors import UsageError, WarcError
from newsarchive.extract.leftovers import label_left
from newsarchive.items import Reason
from newsarchive.known import make_known
from newsarchive.pages import generic
from newsarchive.store import health as store
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from newsarchive.store.health import ARTICLE, LIST, NEW, Day

__all__ = ["Alarm", "State", "Symptom", "Trouble", "health", "judge"]

#: What chance gives less often is not taken for chance.
CHANCE: Final = 0.00001
#: And is an alarm only if a share rose or fell by so much.
SHARE: Final = 0.2
#: Or a median length to less than this part of what it was, or more than its inverse.
LENGTH: Final = 0.5
#: And lies so many of the days' deviations away; a deviation is 1.4826 times the median of them (Hampel), 5 % at the least.
DEVIATIONS: Final = 5.0
#: And so many characters, at the least: two authors where there was one are none.
SIGNS: Final = 15
#: Readings to be judged at the least; the newest days are taken together until there are as many, a week at the most.
LEAST: Final = 8
TOGETHER: Final = 7
#: What they are held against: so many days with readings before them, and no verdict without these many days and readings.
BASELINE: Final = 28
LEAST_DAYS: Final = 3
LEAST_READINGS: Final = 20

_LOOKED_AT: Final = 5  # pages of each kind that are looked at to tell a wall from a new layout

_BLOCKED: Final = frozenset(
    {Reason.FORBIDDEN, Reason.TOO_MANY_REQUESTS, Reason.UNAVAILABLE, Reason.HTTP_ERROR, Reason.BOT_WALL, Reason.CONSENT}
)
_WALLED: Final = frozenset({Reason.LOGIN})
_MISREAD: Final = frozenset(
    {Reason.NOT_ARTICLE, Reason.EMPTY, Reason.SHELL, Reason.ERROR_PAGE, Reason.GALLERY, Reason.UNREADABLE, Reason.NOT_A_LIST}
)


class Trouble(StrEnum):
    """What is the matter with an outlet."""

    BLOCKED = "blocked"  # refusals, bot walls, consent walls, a server that fails
    PAYWALLED = "paywalled"  # texts break off, or ask for a login
    REDESIGNED = "redesigned"  # pages are served, and read worse than before
    NO_NEWS = "no news"  # lists are served, and name nothing new


@dataclass(frozen=True, slots=True)
class Symptom:
    """A number that is not what it was."""

    what: str
    """blocked, walled, misread (answers); filled, labels, length, different (of a field); news."""
    field: str | None
    told: str
    """In words: "author is filled in 0 of 12, 97 % before"."""
    days: tuple[str, ...]
    """On which it shows, oldest first."""
    bound: float = 0.0
    """Of a length: the median before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong with an outlet."""

    outlet: str
    trouble: Trouble
    fields: tuple[str, ...]
    """() where it is about whole pages."""
    day: str
    """The newest on which it shows."""
    told: str
    url: str | None
    """The first page that shows it."""
    capture_id: int | None

    def __str__(self) -> str:
        first = f"; first {self.url} (capture {self.capture_id})" if self.url else ""
        return f"{self.day} {self.outlet} {self.trouble}: {self.told}{first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An outlet's state on a day."""

    outlet: str
    day: str | None
    """None: it was never asked."""
    judged: bool
    """False: too little is known of it to judge."""
    alarms: tuple[Alarm, ...]


# -- judging: arithmetic on rows ----------------------------------------------------------------------------------------


def judge(days: list[Day]) -> list[Symptom] | None:
    """What is not as it was on the newest of an outlet's days (oldest first); None where too little is known."""
    asked, before = _split(days, _pages)
    read, read_before = _split(days, _readings)
    known = [day for day in before if _pages(day)]
    if len(known) < LEAST_DAYS or sum(map(_pages, known)) < LEAST_READINGS:
        return None
    found = list(_of_answers(asked, before))
    if sum(map(_readings, read)) >= LEAST and sum(map(_readings, read_before)) >= LEAST_READINGS:
        for name in store.FIELDS:
            found += _of_field(name, read, read_before)
    # What cannot be read is not known to be new.
    return found if any(one.field is None for one in found) else [*found, *_of_news(days)]


def _split(days: list[Day], size: Callable[[Day], int]) -> tuple[list[Day], list[Day]]:
    """The newest days, as many as it takes for enough to judge, and those before to hold them against."""
    first = len(days) - 1
    oldest = _before(days[-1].day, TOGETHER - 1)
    while first > 0 and sum(map(size, days[first:])) < LEAST and days[first - 1].day >= oldest:
        first -= 1
    return days[first:], days[max(0, first - BASELINE) : first]


def _before(day: str, count: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=count)).isoformat()


def _readings(day: Day) -> int:
    return day.fields[0][1] if day.fields else 0


def _pages(day: Day) -> int:
    """Answers that are an article, or might have been."""
    return sum(count for answer, count in day.answers.items() if answer == ARTICLE or answer in _BLOCKED | _WALLED | _MISREAD)


def _of_answers(recent: list[Day], before: list[Day]) -> Iterator[Symptom]:
    newest = _answers(recent[-1:])
    is_new = newest[ARTICLE] + newest[LIST] == 0 and all(day.answers.get(ARTICLE) or day.answers.get(LIST) for day in before)
    then = _answers(before)
    for what, reasons in (("blocked", _BLOCKED), ("walled", _WALLED), ("misread", _MISREAD)):
        if is_new and any(newest[reason] for reason in reasons):
            days: tuple[str, ...] = (recent[-1].day,)
            told = f"nothing is served but {_reasons(newest, reasons)}, never so before"
            yield Symptom(what, None, told, days)
            continue
        now = _answers(recent)
        count, count_before = (sum(one[reason] for reason in reasons) for one in (now, then))
        total, total_before = _total(now), _total(then)
        share = (count_before + 1) / (total_before + 2)
        if total >= LEAST and count / total - share >= SHARE and _at_least(count, total, share) < CHANCE:
            days = tuple(day.day for day in recent if any(day.answers.get(reason) for reason in reasons))
            told = f"{count} of {total} answers are no article ({_reasons(now, reasons)}), {share:.0%} before"
            yield Symptom(what, None, told, days)


def _reasons(answers: Counter[str], reasons: frozenset[Reason]) -> str:
    return ", ".join(f"{answers[reason]} {reason.replace('_', ' ')}" for reason in sorted(reasons) if answers[reason])


def _answers(days: Iterable[Day]) -> Counter[str]:
    total: Counter[str] = Counter()
    for day in days:
        total.update(day.answers)
    return total


def _total(answers: Counter[str]) -> int:
    return answers[ARTICLE] + answers[LIST] + sum(answers[reason] for reason in _BLOCKED | _WALLED | _MISREAD)


def _of_field(name: str, recent: list[Day], before: list[Day]) -> Iterator[Symptom]:
    now, then = _rows(name, recent), _rows(name, before)
    days = tuple(day.day for day in recent if _readings(day))
    count, filled, labels = (sum(row[at] for row in now) for at in (1, 2, 5))
    count_before, filled_before, labels_before = (sum(row[at] for row in then) for at in (1, 2, 5))
    if not count or not count_before:
        return
    usual = _usual([row[2] / row[1] for row in then if row[1] >= LEAST_DAYS], (filled_before + 1) / (count_before + 2))
    if usual - filled / count >= SHARE and 1 - _at_least(filled + 1, count, usual) < CHANCE:
        yield Symptom("filled", name, f"{name} is filled in {filled} of {count}, {usual:.0%} before", days)
    if filled < LEAST or not filled_before:
        return
    share = (labels_before + 1) / (filled_before + 2)
    if labels / filled - share >= SHARE and _at_least(labels, filled, share) < CHANCE:
        yield Symptom("labels", name, f"a label is left in {labels} of {filled} values of {name}, {share:.0%} before", days)
    lengths = [row[3] for row in then if row[3] is not None]
    if name not in ("date", "images") and len(lengths) >= LEAST_DAYS:
        median, length = statistics.median(lengths), _weighted(now)
        deviation = max(1.4826 * statistics.median(abs(one - median) for one in lengths), 0.05 * median)
        far = abs(length - median) > max(DEVIATIONS * deviation, SIGNS)
        if far and not LENGTH * median <= length <= median / LENGTH:
            yield Symptom("length", name, f"{name} has {length:.0f} characters, {median:.0f} before", days, median)
    different = sum(row[4] for row in now) / filled
    before_different = [row[4] / row[2] for row in then if row[2] >= LEAST_DAYS]
    if before_different and (share := statistics.median(before_different)) >= 0.5 and different <= 0.5 * share:
        told = f"{filled} values of {name} are {sum(row[4] for row in now)} different ones, {share:.0%} before"
        yield Symptom("different", name, told, days)


def _rows(name: str, days: Iterable[Day]) -> list[tuple[Any, ...]]:
    return [row for day in days for row in day.fields if row[0] == name]


def _usual(shares: list[float], pooled: float) -> float:
    """The share of the days before: their median, which a few bad days do not move; not quite none and not quite all."""
    least = min(pooled, 1 - pooled)
    return min(max(statistics.median(shares), least), 1 - least) if shares else pooled


def _weighted(rows: list[tuple[Any, ...]]) -> float:
    """The median of days' medians, a day counted once for each value."""
    return float(statistics.median([row[3] for row in rows for _ in range(row[2]) if row[3] is not None]))


def _of_news(days: list[Day]) -> Iterator[Symptom]:
    asked = [day for day in days if day.answers.get(LIST) or day.answers.get(ARTICLE)]
    silent = _silence(asked[::-1])
    before = asked[: len(asked) - silent][-BASELINE:]
    if not silent or len(before) < LEAST_DAYS or asked[-1].day != days[-1].day:
        return
    usual = statistics.median(day.answers.get(NEW, 0) for day in before)
    longest = max((_silence(before[at:]) for at in range(len(before))), default=0)
    if silent > longest and math.exp(-usual * silent) < CHANCE:
        days_told = f"{silent} day{'s' if silent > 1 else ''}"
        told = f"no new article in {days_told} on which its lists were served, {usual:g} a day before"
        yield Symptom("news", None, told, tuple(day.day for day in asked[-silent:]))


def _silence(days: list[Day]) -> int:
    """How many days from the first on brought no new article."""
    count = 0
    for day in days:
        if day.answers.get(NEW):
            break
        count += 1
    return count


def _at_least(count: int, total: int, share: float) -> float:
    """The chance of so many successes or more in `total` trials that succeed with the chance `share`.

    >>> round(_at_least(8, 10, 0.5), 4), round(_at_least(0, 10, 0.5), 4)
    (0.0547, 1.0)
    """
    share = min(max(share, 1e-9), 1 - 1e-9)
    log_yes, log_no = math.log(share), math.log1p(-share)
    choose = math.lgamma(total + 1)
    terms = (
        math.exp(choose - math.lgamma(one + 1) - math.lgamma(total - one + 1) + one * log_yes + (total - one) * log_no)
        for one in range(count, total + 1)
    )
    return min(1.0, math.fsum(terms))


# -- telling one trouble from another, by the pages -------------------------------------------------------------------------


def health(
    archive: Archive,
    *,
    outlet: str | None = None,
    since: str | None = None,
    keep: bool | Callable[[Day], None] = True,
    know: bool = True,
    told: Callable[[str, int], None] = lambda name, done: None,
) -> Iterator[State]:
    """The state of each outlet that was ever asked: on its newest day, or on every day since one.

    keep: store the days that are reckoned, the archive being open to write; or who is to store them. know: make the archive's
    outlets known first. told: outlet, and days reckoned so far.
    Raises UsageError, OutletUnknown.
    """
    if know:
        make_known(archive.path)
    since = _day(since)
    names = [pages.outlet_named(outlet).name] if outlet else store.outlets(archive.connection)
    for name in names:
        first = _before(since or clock.now().date().isoformat(), 3 * BASELINE)
        history = [
            _reckoned(archive, name, day, keep=keep) for day in _told(store.days(archive.connection, name, first), name, told)
        ]
        if not history:
            yield State(outlet=name, day=None, judged=False, alarms=())
            continue
        for at in range(len(history)):
            if at == len(history) - 1 or (since is not None and history[at].day >= since):
                symptoms = judge(history[: at + 1])
                alarms = _explained(archive, name, history[: at + 1], symptoms or [])
                yield State(outlet=name, day=history[at].day, judged=symptoms is not None, alarms=tuple(alarms))


def _day(since: str | None) -> str | None:
    try:
        return date.fromisoformat(since).isoformat() if since else None
    except ValueError:
        raise UsageError(f"since: {since!r} is no day; write it as 2024-03-01") from None


def _told(days: Iterator[str], name: str, told: Callable[[str, int], None]) -> Iterator[str]:
    for done, day in enumerate(days, 1):
        told(name, done)
        yield day


def _reckoned(archive: Archive, name: str, day: str, *, keep: bool | Callable[[Day], None]) -> Day:
    if not store.stale(archive.connection, name, day):
        return store.rows(archive.connection, name, day)
    outlet = pages.outlet_named(name)
    found = store.reckon(archive.connection, name, outlet.title, day, lambda url: _is_list(archive, url))
    if callable(keep):
        keep(found)
    elif keep:
        with archive.transaction():
            store.save(archive.connection, found)
    return found


def _is_list(archive: Archive, url: str) -> bool:
    """Whether articles are found by an address: robots.txt and the like are asked for too."""
    row = archive.connection.execute("SELECT kind FROM urls WHERE fetch_url = ? OR url = ? LIMIT 1", (url, url)).fetchone()
    return row["kind"] in ("listing", "feed", "sitemap", "edition") if row else not url.endswith("/robots.txt")


def _explained(archive: Archive, name: str, history: list[Day], symptoms: list[Symptom]) -> list[Alarm]:
    """Each symptom with its cause and the first page that shows it; one alarm for a wall, whatever it hides."""
    found: list[tuple[Trouble, Symptom, Any]] = []
    for symptom in symptoms:
        shown = list(_showing(archive, name, symptom))
        trouble = _trouble(archive, symptom, shown, _sound(archive, name, history, symptom))
        in_view = (row for row in shown if not suppressions.hides(archive.connection, row["url"]))
        found.append((trouble, symptom, next(in_view, None)))
    alarms = []
    for trouble in Trouble:
        of_kind = [(symptom, row) for one, symptom, row in found if one is trouble]
        if trouble in (Trouble.BLOCKED, Trouble.PAYWALLED) and of_kind:
            of_kind.sort(key=lambda one: one[0].field not in (None, "body"))
            of_kind = of_kind[:1]
        for symptom, row in of_kind:
            alarms.append(
                Alarm(
                    outlet=name,
                    trouble=trouble,
                    fields=(symptom.field,) if symptom.field else (),
                    day=history[-1].day,
                    told=symptom.told,
                    url=row["url"] if row is not None else None,
                    capture_id=row["id"] if row is not None else None,
                )
            )
    return alarms


def _showing(archive: Archive, name: str, symptom: Symptom) -> Iterator[Any]:
    """Captures (id, url) that show a symptom, oldest first."""
    reasons = {"blocked": _BLOCKED, "walled": _WALLED, "misread": _MISREAD}.get(symptom.what)
    if reasons:
        marks = ", ".join("?" * len(reasons))
        yield from archive.connection.execute(
            f"SELECT * FROM captures WHERE outlet = ? AND captured_at >= ? AND captured_at < ? AND state = 'not_read'"  # noqa: S608
            f" AND reason IN ({marks}) ORDER BY captured_at, id",
            (name, symptom.days[0], _before(symptom.days[-1], -1), *sorted(reasons)),
        ).fetchall()
        return
    if symptom.field is None:
        return
    title = pages.outlet_named(name).title
    seen: Counter[str] = Counter()
    for day in symptom.days:
        for row, fields in store.readings_of(archive.connection, name, day):
            value = fields[symptom.field]
            seen[str(value)] += 1
            if (
                (symptom.what == "filled" and not value)
                or (symptom.what == "labels" and label_left(symptom.field, value, title))
                or (symptom.what == "length" and value and _is_off(len(value), symptom.bound))
                or (symptom.what == "different" and value and seen[str(value)] > 1)
            ):
                yield row


def _is_off(length: int, median: float) -> bool:
    return not LENGTH * median <= length <= median / LENGTH


def _sound(archive: Archive, name: str, history: list[Day], symptom: Symptom) -> Iterator[Any]:
    """Captures (id, url) of articles from before a symptom."""
    for day in reversed(history):
        if day.day < symptom.days[0]:
            yield from (row for row, _ in store.readings_of(archive.connection, name, day.day))


def _trouble(archive: Archive, symptom: Symptom, shown: list[Any], sound: Iterator[Any]) -> Trouble:
    """What a symptom comes from, by the pages that show it; the newest of them, and some from before."""
    if symptom.what == "news":
        return Trouble.NO_NEWS
    if symptom.what == "blocked":
        return Trouble.BLOCKED
    if symptom.what == "walled":
        return Trouble.PAYWALLED
    seen = [found for row in shown[-_LOOKED_AT:] if (found := _wall(archive, row["id"])) is not None]
    kind, count = Counter(seen).most_common(1)[0] if seen else (Trouble.REDESIGNED, 0)
    if kind is not Trouble.PAYWALLED or 2 * count <= len(seen):
        return kind if 2 * count > len(seen) else Trouble.REDESIGNED
    # What stood on every page before ("subscribers sign in here") hides nothing.
    before = [_wall(archive, row["id"]) for row, _ in zip(sound, range(_LOOKED_AT), strict=False)]
    was_so = 2 * sum(one is Trouble.PAYWALLED for one in before) > len(before)
    return Trouble.REDESIGNED if before and was_so else Trouble.PAYWALLED


def _wall(archive: Archive, capture_id: int) -> Trouble | None:
    """What keeps the text of a captured page: a bot wall, a paywall, or only that it is not read; None without its bytes."""
    row = archive.connection.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
    try:
        capture = archive.capture(row)
    except WarcError:
        return None
    text = pages.decoded(capture)
    reading = generic.read(text, capture.url, capture.captured_at)
    if reading.no_article in _BLOCKED:
        return Trouble.BLOCKED
    if reading.no_article in _WALLED or pages.is_paywalled(capture):
        return Trouble.PAYWALLED
    return Trouble.REDESIGNED
