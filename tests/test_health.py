"""The demo outlet over two weeks, and what befalls it on the last day: which alarm is raised, and none without a cause."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive import clock
from newsarchive.cli import main
from newsarchive.demo import Edition, Mishap, Outlet
from newsarchive.errors import OutletUnknown, UsageError
from newsarchive.health import Alarm, State, Trouble, health, judge
from newsarchive.replay import replay
from newsarchive.store import health as store
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from newsarchive.store.health import Day
from newsarchive.warc.write import Exchange, WarcWriter

HOME = "http://127.0.0.1:8642"
FIRST = datetime(2024, 3, 1, 8, tzinfo=UTC)
DAYS = 8
A_DAY = 12


@pytest.fixture(autouse=True)
def today() -> Any:
    before = clock.use(clock.Clock(FIRST + timedelta(days=DAYS), speed=0))
    yield
    clock.use(before)


class Paper:
    """Asks the demo outlet for a list and for twelve articles more each day, and archives what it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Outlet(Edition(articles=400))
        self.day = self.crawls = 0
        # The paper's three layouts in turn: their numbers begin at 1000001, 2000001, 3000001.
        self._new = iter(sorted(self.site.edition.stories.values(), key=lambda story: (story.id < 1_000_000, story.id % 1_000_000)))
        self._asked: list[str] = []

    def served(self, *, news: bool = True, articles: bool = True) -> None:
        """A day's crawl: its list, the new articles, and some of the day before again."""
        stories = [story.document for story in islice(self._new, A_DAY)] if news else []
        again, self._asked = self._asked[:4], stories
        self.crawls += 1
        crawled = self.folder / f"crawl-{self.crawls}"
        crawled.mkdir(parents=True)
        at = FIRST + timedelta(days=self.day)
        with WarcWriter(crawled, {}) as writer:
            for count, path in enumerate(["/news/list?section=22", *(stories + again if articles else [])]):
                answer = self.site.response(path)
                writer.write(
                    Exchange(
                        url=HOME + path,
                        captured_at=at + timedelta(seconds=count),
                        status=answer.status,
                        headers=answer.headers,
                        payload=answer.body,
                    )
                )
        with Archive(self.folder / "archive", write=True) as archive:
            [path] = crawled.iterdir()
            replay(archive, path.rename(crawled / f"crawl-{self.crawls}.warc.gz"))
        self.day += 1

    def states(self, **options: Any) -> list[State]:
        with Archive(self.folder / "archive", write=True) as archive:
            return list(health(archive, outlet="demo", **options))

    def alarms(self, **options: Any) -> list[Alarm]:
        return [alarm for state in self.states(**options) for alarm in state.alarms]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Paper]:
    """Copies of a paper that was well for seven days."""
    paper = Paper(tmp_path_factory.mktemp("paper"))
    for _ in range(DAYS - 1):
        paper.served()

    def copy(folder: Path) -> Paper:
        import shutil

        shutil.copytree(paper.folder, folder, dirs_exist_ok=True)
        again = Paper(folder)
        again.day = again.crawls = paper.day
        list(islice(again._new, paper.day * A_DAY))
        again._asked = list(paper._asked)
        return again

    return copy


@pytest.fixture
def paper(sound: Callable[[Path], Paper], tmp_path: Path) -> Paper:
    return sound(tmp_path / "paper")


def test_a_paper_that_goes_on_as_before_raises_no_alarm(paper: Paper) -> None:
    paper.served()

    [state] = paper.states()

    assert (state.day, state.judged, state.alarms) == ("2024-03-08", True, ())


@pytest.mark.parametrize(
    ("mishap", "trouble", "fields"),
    [
        (Mishap.BYLINE, Trouble.REDESIGNED, {"source", "author", "date"}),
        (Mishap.LAYOUT, Trouble.REDESIGNED, {None}),
        (Mishap.HEADLINE, Trouble.REDESIGNED, {"title"}),
        (Mishap.PAYWALL, Trouble.PAYWALLED, {"body"}),
        (Mishap.BOT_WALL, Trouble.BLOCKED, {None}),
        (Mishap.REFUSAL, Trouble.BLOCKED, {None}),
    ],
)
def test_what_befalls_the_paper_is_told_apart(mishap: Mishap, trouble: Trouble, fields: set[str | None], paper: Paper) -> None:
    paper.site.befall(mishap)
    paper.served()

    alarms = paper.alarms()

    assert {alarm.trouble for alarm in alarms} == {trouble}, alarms
    assert {field for alarm in alarms for field in alarm.fields or (None,)} >= fields
    assert all(alarm.day == "2024-03-08" for alarm in alarms)
    assert all(alarm.url and alarm.url.startswith(HOME) for alarm in alarms)


def test_an_alarm_names_the_first_page_that_shows_it(paper: Paper) -> None:
    paper.site.befall(Mishap.PAYWALL)
    paper.served()

    [alarm] = paper.alarms()

    with Archive(paper.folder / "archive") as archive:
        [first] = archive.connection.execute(
            "SELECT min(id) FROM captures WHERE captured_at >= '2024-03-08' AND state = 'read'"
        ).fetchone()
    assert alarm.capture_id == first


def test_an_alarm_names_no_suppressed_page(paper: Paper) -> None:
    paper.site.befall(Mishap.PAYWALL)
    paper.served()
    [before] = paper.alarms()
    with Archive(paper.folder / "archive", write=True) as archive, archive.transaction():
        [number] = archive.connection.execute("SELECT article_id FROM captures WHERE id = ?", (before.capture_id,)).fetchone()
        suppressions.suppress(archive.connection, number, "an order", "the librarian")

    [alarm] = paper.alarms()

    assert alarm.url not in (None, before.url)


def test_a_paper_without_news_is_silent_and_not_broken(paper: Paper) -> None:
    paper.served(news=False)

    [alarm] = paper.alarms()

    assert alarm.trouble is Trouble.NO_NEWS
    assert "1 day" in alarm.told
    assert "12 a day before" in alarm.told


def test_a_paper_that_refuses_even_its_lists_is_blocked(paper: Paper) -> None:
    paper.site.befall(Mishap.REFUSAL)
    paper.served(articles=False)

    [alarm] = paper.alarms()

    assert alarm.trouble is Trouble.BLOCKED


def test_what_a_back_fill_finds_of_years_ago_is_no_sign_of_today(paper: Paper) -> None:
    paper.served()
    with Archive(paper.folder / "archive") as archive:
        [last] = archive.connection.execute("SELECT max(id) FROM captures").fetchone()
    paper.site.befall(Mishap.REFUSAL)
    paper.day -= 1  # on the same day
    paper.served()
    as_news = paper.alarms()

    with Archive(paper.folder / "archive", write=True) as archive, archive.transaction():
        archive.connection.execute("UPDATE captures SET behind = 1 WHERE id > ?", (last,))

    assert as_news != []
    assert paper.alarms() == []


def test_sundays_without_news_are_no_alarm(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    for day in range(8):
        paper.served(news=day not in (3, 7))

    assert paper.alarms() == []


def test_what_is_not_known_well_enough_is_not_judged(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.served()
    paper.site.befall(Mishap.LAYOUT)
    paper.served()

    [state] = paper.states()

    assert not state.judged
    assert state.alarms == ()


def test_an_alarm_ends_when_the_cause_does(paper: Paper) -> None:
    paper.site.befall(Mishap.BYLINE)
    paper.served()
    paper.site.befall(None)
    paper.served()
    clock.use(clock.Clock(FIRST + timedelta(days=DAYS + 1), speed=0))

    raised = {alarm.day for alarm in paper.alarms(since="2024-03-04")}

    assert raised == {"2024-03-08"}


def test_the_table_has_a_row_a_day_outlet_and_field_and_is_reckoned_anew_with_its_captures(paper: Paper) -> None:
    paper.alarms()

    def kept() -> dict[str, tuple[Any, ...]]:
        with Archive(paper.folder / "archive") as archive:
            rows = archive.connection.execute("SELECT * FROM health WHERE outlet = 'demo' AND field = 'author' ORDER BY day")
            return {row["day"]: tuple(row)[3:] for row in rows}

    before = kept()
    assert list(before) == [f"2024-03-0{day}" for day in range(1, 8)]
    assert all(readings >= filled >= different > 0 for readings, filled, _, different, _ in before.values())

    paper.day = 0
    paper.served()  # more captures of the first day
    paper.alarms()

    assert kept()["2024-03-01"][0] > before["2024-03-01"][0]
    assert kept()["2024-03-02"] == before["2024-03-02"]


def test_what_cannot_be_asked_is_told(paper: Paper) -> None:
    with Archive(paper.folder / "archive") as archive:
        with pytest.raises(UsageError, match="'yesterday' is no day"):
            list(health(archive, since="yesterday", keep=False))
        with pytest.raises(OutletUnknown):
            list(health(archive, outlet="nobody", keep=False))


def test_the_command_has_a_line_an_alarm_and_an_exit_code_for_cron(paper: Paper) -> None:
    def call(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["-a", str(paper.folder / "archive"), "health", *arguments], prog_name="newsarchive")

    well = call()
    paper.site.befall(Mishap.BOT_WALL)
    paper.served()
    ill, plain = call(), call("--json")

    assert (well.exit_code, well.stdout) == (0, "")
    assert ill.exit_code == 1
    assert ill.stdout.startswith("2024-03-08 demo blocked: ")
    assert len(ill.stdout.splitlines()) == 1
    assert plain.exit_code == 1
    assert [alarm["trouble"] for state in json.loads(plain.stdout) for alarm in state["alarms"]] == ["blocked"]


def test_a_reader_beside_a_crawl_is_answered_too(paper: Paper) -> None:
    with Archive(paper.folder / "archive", write=True):
        result = CliRunner().invoke(main, ["-a", str(paper.folder / "archive"), "health"], prog_name="newsarchive")

    assert result.exit_code == 0
    assert "nothing was kept" in result.stderr


# -- judging ------------------------------------------------------------------------------------------------------------


def day(number: int, *, read: int = 12, filled: int = 12, length: float = 400.0, labels: int = 0, **answers: int) -> Day:
    row = ("body", read, filled, length if filled else None, filled, labels)
    return Day("paper", f"2024-03-{number:02}", {"article": read, "new": read, "list": 2, **answers}, [row])


def test_lengths_that_vary_as_they_always_did_are_no_symptom() -> None:
    lengths = (300.0, 500.0, 420.0, 280.0, 610.0, 350.0, 460.0)

    assert judge([*(day(number, length=length) for number, length in enumerate(lengths, 1)), day(8, length=260.0)]) == []
    assert [one.what for one in judge([*(day(number) for number in range(1, 8)), day(8, length=60.0)]) or []] == ["length"]


@pytest.mark.parametrize(("filled", "alarms"), [(12, 0), (11, 0), (9, 0), (4, 1), (0, 1)])
def test_a_field_that_is_sometimes_unfilled_is_no_symptom(filled: int, alarms: int) -> None:
    found = judge([*(day(number, filled=11) for number in range(1, 9)), day(9, filled=filled)])

    assert len(found or []) == alarms


def test_few_pages_a_day_are_taken_together() -> None:
    before = [day(number, read=3, filled=3) for number in range(1, 11)]

    assert judge([*before, day(11, read=3, filled=0)]) == []
    found = judge([*before, *(day(number, read=3, filled=0) for number in (11, 12, 13))])
    assert [one.what for one in found or []] == ["filled"]


def test_one_bad_day_among_those_before_does_not_hide_the_next() -> None:
    before = [day(number, filled=0 if number == 4 else 12) for number in range(1, 8)]

    assert [one.what for one in judge([*before, day(8, filled=0)]) or []] == ["filled"]


def by_chance(chance: random.Random, count: int) -> list[Day]:
    """Days of an outlet that is well: what it fills, and how long it is, varies from page to page and from day to day."""
    filled = {name: chance.choice((1.0, 0.97, 0.9, 0.7, 0.4, 0.1)) for name in store.FIELDS}
    length = {name: chance.choice((20, 60, 300, 900)) for name in store.FIELDS}
    a_day = chance.choice((3, 8, 15, 40))
    days = []
    for number in range(count):
        pages = max(1, round(chance.gauss(a_day, a_day**0.5)))
        rows: list[tuple[Any, ...]] = []
        for name in store.FIELDS:
            today = filled[name] + chance.gauss(0, 0.03)
            lengths = [length[name] * chance.lognormvariate(0, 0.5) for _ in range(pages) if chance.random() < today]
            median = statistics.median(lengths) if lengths else None
            rows.append((name, pages, len(lengths), median, len(lengths), sum(chance.random() < 0.01 for _ in lengths)))
        misread = sum(chance.random() < 0.02 for _ in range(pages))
        answers = {"article": pages, "new": max(1, pages // 2), "list": 2, "not_article": misread}
        days.append(Day("paper", str(FIRST.date() + timedelta(days=number)), answers, rows))
    return days


def test_chance_alone_hardly_ever_raises_an_alarm() -> None:
    chance = random.Random(7)
    judged = raised = 0
    for days in (by_chance(chance, 40) for _ in range(20)):
        found = [judge(days[: at + 1]) for at in range(12, 40)]
        judged += sum(one is not None for one in found)
        raised += sum(bool(one) for one in found)

    assert judged > 500
    assert raised <= judged / 100
