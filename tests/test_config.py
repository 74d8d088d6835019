"""newsarchive.toml -> outlets; whatever is wrong with it is named with its line and what to write instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive import config, pages
from newsarchive.dedupe.absence import Rule
from newsarchive.errors import ConfigError
from newsarchive.items import Capture
from newsarchive.known import make_known

GOOD = """\
# two papers
[outlets.harbour]
title = "Harbour Courier"
start = ["https://www.harbour.example/", "https://local.harbour.example/"]
zone = "Europe/Berlin"
language = "de"
identity = ["id"]

[outlets.harbour.fields]
title = "h1.headline"
body = "xpath://div[@id='text']"

[outlets.hill]
start = "https://hill.example/"
zone = "Asia/Shanghai"
hosts = ["hill.example", "m.hill.example"]
"""


def test_a_file_describes_outlets() -> None:
    harbour, hill = config.parse(GOOD).outlets.values()

    assert (harbour.outlet.name, harbour.outlet.title, harbour.outlet.zone, harbour.outlet.language) == (
        "harbour",
        "Harbour Courier",
        "Europe/Berlin",
        "de",
    )
    assert harbour.outlet.hosts == (".harbour.example", ".local.harbour.example")
    assert harbour.starts == ("https://www.harbour.example/", "https://local.harbour.example/")
    assert harbour.fields == {"title": "h1.headline", "body": "xpath://div[@id='text']"}
    assert harbour.outlet.identity("http://harbour.example/show?id=7&x=1") == "https://www.harbour.example/show?id=7"
    assert hill.outlet.hosts == ("hill.example", "m.hill.example")


def test_an_entry_that_is_written_reads_back_the_same() -> None:
    text = GOOD.replace('"Harbour Courier"', r'"The \"Courier\" \\ ABC 港"').replace('identity = ["id"]\n', "")

    for one in config.parse(text).outlets.values():
        [again] = config.parse(config.written(one)).outlets.values()
        assert (again.starts, again.fields) == (one.starts, one.fields)
        assert (again.outlet.title, again.outlet.hosts, again.outlet.zone) == (
            one.outlet.title,
            one.outlet.hosts,
            one.outlet.zone,
        )


@pytest.mark.parametrize(
    ("wrong", "line", "what", "remedy"),
    [
        (("zone = \"Europe/Berlin\"", "zone = \"Europe/Berlinn\""), 5, "outlets.harbour.zone", "write Europe/Berlin"),
        (("zone = \"Asia/Shanghai\"\n", ""), 13, "outlets.hill: no zone", "zone = "),
        (("language = \"de\"", "langauge = \"de\""), 6, "outlets.harbour.langauge: no such key", "write language"),
        (("language = \"de\"", "language = \"German\""), 6, "outlets.harbour.language", "zh-Hant"),
        (("start = \"https://hill.example/\"", "start = \"ftp://hill.example/\""), 14, "outlets.hill.start", "https://hill.example/"),
        (("start = \"https://hill.example/\"\n", ""), 13, "outlets.hill: no start", "start = "),
        (("title = \"h1.headline\"", "title = \"h1[\""), 10, "outlets.harbour.fields.title", "write CSS"),
        (("xpath://div[@id='text']", "xpath://div[@id='text'"), 11, "outlets.harbour.fields.body", "XPath as xpath://h1"),
        (("title = \"h1.headline\"", "titel = \"h1.headline\""), 10, "outlets.harbour.fields.titel: no such field", "write title"),
        (("[outlets.hill]", "[outlets.harbour]"), 13, "twice", "a name of its own"),
        (("[outlets.hill]", "[outlets.Hill]"), 13, "outlets.Hill: a name is made of", "a-z"),
        (("[outlets.hill]", "[outlets.shobserver]"), 13, "has an outlet of that name", "choose another"),
        (("[\"hill.example\", ", "[\"https://hill.example\", "), 16, "outlets.hill.hosts", "paper.example"),
        (("[\"hill.example\", ", "[\".harbour.example\", "), 13, "belongs to harbour already", "each its own"),
        (("identity = [\"id\"]", "identity = 7"), 7, "outlets.harbour.identity", "identity = ["),
        (("zone = \"Asia/Shanghai\"", "zone = Asia/Shanghai"), 15, "Invalid value", "toml.io"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nevery = \"30 minutes\""), 16, "outlets.hill.every", "write it as 30m"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\ncron = \"61 * * * *\""), 16, "outlets.hill.cron", "0 6 * * *"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nquiet = \"night\""), 16, "outlets.hill.quiet", "23:00-05:30"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nbudget = 0"), 16, "outlets.hill.budget", "write budget = "),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\ndelay = \"5s\""), 16, "outlets.hill.delay", "write delay = 5"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nsince = \"March\""), 16, "outlets.hill.since", "write since = 2024-03-01"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nbackfill = 2019"), 16, "outlets.hill.backfill", "write backfill = 2024-03-01"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nbackfill_ids = 1"), 16, "outlets.hill.backfill_ids", "backfill_ids = true"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\narchive = \"some\""), 16, "outlets.hill.archive", "\"allowed\""),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\ntakedown = \"soon\""), 16, "outlets.hill.takedown", "\"3 checks, 3 days\""),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\ntakedown = \"0 checks, 1 day\""), 16, "outlets.hill.takedown", "3 days"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nrecheck = [\"1h\", \"often\"]"), 16, "outlets.hill.recheck", "write it as 30m"),
        (("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shanghai\"\nrecheck = [\"6h\", \"1h\"]"), 16, "outlets.hill.recheck", "[\"1h\", \"6h\"]"),
        (("# two papers", "[defaults]\nevry = \"1h\""), 2, "defaults.evry: no such key", "write every"),
        (("# two papers", "defaults = 1"), 1, "defaults: a table is needed", "[defaults]"),
        (("# two papers", "outlet = 1"), 1, "outlet: no such key", "[outlets.NAME]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_the_remedy(wrong: tuple[str, str], line: int, what: str, remedy: str) -> None:
    assert wrong[0] in GOOD

    with pytest.raises(ConfigError) as caught:
        config.parse(GOOD.replace(*wrong), "papers.toml")

    [told] = [one for one in str(caught.value).splitlines() if what in one]
    assert told.startswith(f"papers.toml:{line}: ")
    assert remedy in told


def test_an_interval_and_a_cron_line_cannot_both_be_meant() -> None:
    with pytest.raises(ConfigError, match=r"outlets\.hill: every and cron both; keep one"):
        config.parse(GOOD + 'every = "1h"\ncron = "0 * * * *"\n')


def test_an_outlet_s_own_table_stands_over_the_defaults() -> None:
    said = config.parse(
        '[defaults]\nevery = "1h"\nquiet = "01:00-05:30"\nbudget = 500\n'
        '[outlets.shobserver]\ncron = "*/20 6-22 * * *"\nsince = 2024-03-01\n' + GOOD.replace("# two papers", "")
    )

    own, other = said.operation("shobserver"), said.operation("hill")
    assert (own.every, own.cron, own.budget, own.since) == (None, "*/20 6-22 * * *", 500, date(2024, 3, 1))
    assert (other.every, other.cron) == (timedelta(hours=1), None)
    assert [str(hours) for hours in own.timetable("Asia/Shanghai").quiet] == ["01:00-05:30"]
    assert "shobserver" not in said.outlets


def test_when_articles_are_looked_at_again_and_when_they_are_gone_may_be_said() -> None:
    said = config.parse(
        '[defaults]\nrecheck = ["2h", "1d"]\ntakedown = "5 checks over 36 hours"\n'
        '[outlets.shobserver]\nrecheck = []\ntakedown = "1 check, 0 days"\n[outlets.demo]\n'
    )

    own, other = said.operation("shobserver"), said.operation("demo")
    assert (own.recheck, own.takedown) == ((), Rule(1, 0.0))
    assert (other.recheck, other.takedown) == ((timedelta(hours=2), timedelta(days=1)), Rule(5, 1.5))


def test_an_outlet_that_newsarchive_knows_is_not_described_again() -> None:
    with pytest.raises(ConfigError, match=r"papers.toml:1: outlets.shobserver: .* leave out zone"):
        config.parse('[outlets.shobserver]\nevery = "1h"\nzone = "Asia/Shanghai"\n', "papers.toml")


def test_everything_that_is_wrong_is_named_at_once() -> None:
    text = GOOD.replace("Europe/Berlin", "Berlin").replace("Asia/Shanghai", "Shanghai").replace("h1.headline", "h1[")

    with pytest.raises(ConfigError) as caught:
        config.parse(text)

    assert [one.split(":")[1] for one in str(caught.value).splitlines()] == ["5", "10", "15"]


def test_a_file_that_is_not_there_or_not_utf_8_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"[outlets.caf\xe9]\n")

    for path in (tmp_path / "none.toml", latin):
        with pytest.raises(ConfigError, match=path.name):
            config.load(path)


def test_the_archive_s_own_file_makes_its_outlets_known_and_its_selectors_read_their_pages(tmp_path: Path) -> None:
    (tmp_path / "newsarchive.toml").write_text(GOOD, "utf-8")
    words = "Der Rat tagte bis in die Nacht, und am Ende stimmten alle zu. " * 4
    page = f"""<html><body><h1>Wetter</h1><h1 class="headline">Der Hafen öffnet</h1><p>Werbung, die niemand lesen will, und davon viel.</p>
        <div id="text"><p>{words}</p><p>Schluss.</p></div><time datetime="2024-05-12T08:30">12. Mai 2024, 08:30 Uhr</time></body></html>"""

    known = make_known(tmp_path)
    article = pages.read(
        Capture(
            url="https://www.harbour.example/show?id=7",
            captured_at=datetime(2024, 5, 13, tzinfo=UTC),
            status=200,
            headers=(),
            body=page.encode(),
        )
    )

    assert set(known.outlets) == {"harbour", "hill"}
    assert (article.outlet, article.title, article.body) == ("harbour", "Der Hafen öffnet", f"{words.strip()}\n\nSchluss.")
    assert article.date == "2024-05-12T08:30+02:00"
