"""The figures of a report are those of the archive: by day where the outlet is, of what was asked for, without what is suppressed."""

from __future__ import annotations

from collections import Counter

import pytest

from newsarchive.errors import OutletUnknown
from newsarchive.query.period import Period
from newsarchive.report.delays import Delays
from newsarchive.report.tables import data, sections
from newsarchive.report.timeline import timeline
from newsarchive.store import suppressions
from tests.report.conftest import Newsroom


def test_articles_count_on_their_day_where_the_outlet_is(newsroom: Newsroom) -> None:
    newsroom.publish("harbour", "2024-03-02T01:30:00+08:00", "2024-03-01T18:00:00+00:00")
    newsroom.publish("harbour", "2024-03-02", "2024-03-02T18:00:00+00:00")
    newsroom.publish("other", "2024-03-02T23:30:00+00:00", "2024-03-03T18:00:00+00:00")
    newsroom.publish("other", "2024-03", "2024-03-05T18:00:00+00:00")

    assert newsroom.figures().articles == {
        "harbour": Counter({"2024-03-02": 2}),
        "other": Counter({"2024-03-02": 1, "2024-03-05": 1}),
    }


def test_the_time_to_capture_is_told_of_what_appeared_while_the_archive_looked(newsroom: Newsroom) -> None:
    newsroom.publish("harbour", "2019-03-01T08:00:00+08:00", "2024-03-01T00:00:00+00:00")  # was there long before
    newsroom.publish("harbour", "2024-03-02", "2024-03-02T18:00:00+00:00")  # no hour
    for minutes in (5, 20, 59):
        newsroom.publish("harbour", "2024-03-02T08:00:00+08:00", f"2024-03-02T00:{minutes:02}:00+00:00")

    found = newsroom.figures()

    assert dict(found.delays["harbour"].counts) == {5: 1, 20: 1, 59: 1}
    assert (found.delays["harbour"].quantile(0.5), found.delays["harbour"].quantile(0.9)) == (20, 59)
    assert found.delays["harbour"].binned()[:4] == [1, 1, 1, 0]
    assert (found.older, found.undated) == (1, 1)


def test_long_times_are_kept_to_a_percent() -> None:
    delays = Delays()
    for minutes in range(0, 60 * 24 * 30, 7):
        delays.add(minutes * 60)

    assert len(delays.counts) < 1500 < delays.articles
    assert delays.quantile(0.5) == pytest.approx(60 * 24 * 15, rel=0.01)


def test_fields_edits_failures_and_crawls_are_counted(newsroom: Newsroom) -> None:
    url = "https://harbour.example/edited"
    newsroom.publish("harbour", "2024-03-01", "2024-03-01T08:00:00+00:00", url=url, source="汐港日报")
    newsroom.publish("harbour", "2024-03-01", "2024-03-02T20:00:00+00:00", url=url, source="汐港日报", summary="退了又涨")
    newsroom.publish("harbour", "2024-03-01", "2024-03-02T20:00:00+00:00")
    newsroom.failed("harbour", "timeout")
    newsroom.failed("harbour", "not_found", kind="feed")
    newsroom.failed("other", "before_since")
    newsroom.crawled("harbour", "2024-03-01T08:00:00Z", seconds=60)
    newsroom.crawled("harbour", "2024-03-02T08:00:00Z", "shutdown", seconds=180)
    newsroom.crawled("harbour", "2024-03-03T08:00:00Z", None)

    found = newsroom.figures()

    assert found.changes == {"edited": Counter({"2024-03-03": 1})}  # in Shanghai it was the morning after
    assert found.versions == 3
    assert {name: found.filled["harbour"][name] for name in ("articles", "title", "source", "summary", "editor", "images")} == {
        "articles": 2, "title": 2, "source": 1, "summary": 1, "editor": 0, "images": 0,
    }  # fmt: skip
    assert [(one.reason, one.standing, one.articles, one.lists) for one in found.failures] == [
        ("not_found", "missing", 0, 1),
        ("timeout", "missing", 1, 0),
        ("before_since", "left_out", 1, 0),
    ]
    runs = found.runs["harbour"]
    assert (runs.begun, runs.finished, runs.ended, round(runs.seconds), runs.new, runs.requests) == (3, 1, 2, 240, 6, 3)
    assert found.outcomes == {
        "finished": Counter({"2024-03-01": 1}),
        "stopped": Counter({"2024-03-02": 1}),
        "running or killed": Counter({"2024-03-03": 1}),
    }
    assert found.bytes["harbour"].total() == 3000


def test_a_report_is_of_the_days_and_the_outlet_asked_for(newsroom: Newsroom) -> None:
    for day in (1, 2, 3):
        for outlet in ("harbour", "other"):
            newsroom.publish(outlet, f"2024-03-0{day}", f"2024-03-0{day}T20:00:00+00:00")
    newsroom.failed("other", "timeout")

    found = newsroom.figures(Period("2024-03-02", "2024-03-02"), "harbour")

    assert found.articles == {"harbour": Counter({"2024-03-02": 1})}
    assert found.bytes == {"harbour": Counter({"2024-03-02": 1000})}  # captured on the first, UTC
    assert found.failures == []
    with pytest.raises(OutletUnknown, match="there are: harbour, other"):
        newsroom.figures(outlet="nobody")


def test_a_suppressed_article_is_in_no_figure_but_the_coverage(newsroom: Newsroom) -> None:
    shown = newsroom.publish("harbour", "2024-03-01", "2024-03-01T08:00:00+00:00")
    hidden = newsroom.publish("harbour", "2024-03-02", "2024-03-02T08:00:00+00:00")
    with newsroom.archive.transaction():
        suppressions.suppress(newsroom.archive.connection, hidden, "asked for", "editor")

    found = newsroom.figures()

    assert shown != hidden
    assert found.articles == {"harbour": Counter({"2024-03-01": 1})}
    assert found.captures == 1


def test_the_days_until_the_disk_is_full_follow_from_the_last_month(newsroom: Newsroom) -> None:
    newsroom.publish("harbour", "2024-03-01", "2023-03-01T12:00:00+00:00")
    for day in (6, 8):
        newsroom.publish("harbour", "2024-03-01", f"2024-03-0{day}T12:00:00+00:00")

    found = newsroom.figures()

    assert found.room.warc == 0  # these captures have no files, to which the database would be in proportion
    assert found.growth == pytest.approx(2000 / 4)
    assert found.days_left == pytest.approx(found.room.free / found.growth)


def test_an_empty_archive_has_a_report(newsroom: Newsroom) -> None:
    found = newsroom.figures()

    assert found.days_left is None
    assert all(one.told for one in sections(found))
    assert data(found)["articles"] == {}


def test_a_timeline_takes_the_step_that_has_room_and_loses_nothing() -> None:
    days = {f"{year}-{month:02}-15": 1 for year in range(2016, 2024) for month in range(1, 13)}
    old = {"1970-01-01": 1}

    months = timeline({"harbour": days | old})

    assert (months.step, months.bins[0], months.bins[-1], len(months.bins)) == ("month", "2016-01", "2023-12", 96)
    assert sum(months.rows["harbour"]) + months.earlier["harbour"] == 97
    assert timeline({"harbour": {"2024-03-01": 3, "2024-05-20": 1}}).step == "day"
    assert timeline({"harbour": {"2024-03-01": 3, "2025-03-01": 3}}).step == "week"
    assert timeline({"harbour": {"1990-03-01": 3, "2025-03-01": 3}}).step == "year"
    assert timeline({}).bins == ()


@pytest.mark.parametrize("most", [7, 30, 104])
def test_no_bin_is_left_out_between_the_first_and_the_last(most: int) -> None:
    lines = timeline({"harbour": {"2023-11-30": 1, "2024-03-01": 2}}, most)

    assert len(lines.bins) <= most + 1
    assert list(lines.bins) == sorted(set(lines.bins))
    assert sum(lines.rows["harbour"]) == 3
