"""Alarms: which there are, by the rows; each told once, by hooks that are real, until it is over."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive import clock, config, lookout, notify, pages
from newsarchive.alarms import Alarm, Kind
from newsarchive.cli import main
from newsarchive.config import Configuration, Notify
from newsarchive.errors import ConfigError, StoreError
from newsarchive.health import Alarm as HealthAlarm
from newsarchive.health import State, Trouble
from newsarchive.schedule import timestamp
from newsarchive.store import timetables
from newsarchive.store.archive import Archive
from newsarchive.store.lock import WriterLock
from tests.desk import Desk

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
FULL = Alarm(kind=Kind.DISK, told="1.0 GB are free, 5 GB are to be")
FAILED = Alarm(kind=Kind.FAILED, outlet="harbour", told="3 crawls in a row failed, nothing could be fetched")
BLOCKED = Alarm(kind=Kind.BLOCKED, outlet="harbour", told="8 of 9 answers are no article (8 forbidden), 0 % before")
ALL = frozenset(Kind)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    before = clock.use(clock.Clock(NOW, speed=0))
    yield
    clock.use(before)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    one = Desk()
    yield one
    one.close()


def keeping(path: Path, then: str = "") -> tuple[str, ...]:
    """A command that appends the messages that it gets to a file, a line each."""
    return (sys.executable, "-c", f"import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n'); {then}", str(path))


def kept(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def states(message: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(one["kind"], one["outlet"], one["state"]) for one in message["alarms"]]


# -- telling -------------------------------------------------------------------------------------------------------------


def test_an_alarm_is_told_once_until_it_is_over_and_then_that(tmp_path: Path, desk: Desk) -> None:
    both = Notify(command=keeping(tmp_path / "took"), webhook=desk.url, allow_private=True)

    for minutes, alarms in enumerate(([FULL], [FULL, FAILED], [FULL, FAILED], [FAILED], [], [], [FULL])):
        notify.tell(tmp_path, both, alarms, ALL, NOW + timedelta(minutes=minutes))

    told = kept(tmp_path / "took")
    assert [states(message) for message in told] == [
        [("disk", None, "raised")],
        [("failed", "harbour", "raised")],
        [("disk", None, "over")],
        [("failed", "harbour", "over")],
        [("disk", None, "raised")],
    ]
    assert desk.posts == told
    assert told[1]["alarms"][0]["since"] == "2024-03-01T08:01:00Z"
    assert "harbour failed: 3 crawls in a row failed" in told[1]["text"]
    assert told[1]["archive"] == str(tmp_path)


def test_alarms_that_come_together_are_one_message(tmp_path: Path) -> None:
    many = [Alarm(kind=Kind.FAILED, outlet=f"paper{number:03}", told="…") for number in range(200)]

    notify.tell(tmp_path, Notify(command=keeping(tmp_path / "took")), many, ALL, NOW)

    [message] = kept(tmp_path / "took")
    assert len(message["alarms"]) == 200
    assert message["text"].splitlines()[-1] == "… and 180 more"


def test_a_hook_that_fails_is_tried_again_and_the_other_is_not(tmp_path: Path, desk: Desk) -> None:
    broken = Notify(command=keeping(tmp_path / "took", "sys.exit('no mail today')"), webhook=desk.url, allow_private=True)

    first = notify.tell(tmp_path, broken, [FULL], ALL, NOW)
    mended = Notify(command=keeping(tmp_path / "mended"), webhook=desk.url, allow_private=True)
    notify.tell(tmp_path, mended, [FULL], ALL, NOW)

    assert re.fullmatch(r"could not be told by command \(.*exit code 1: no mail today\): archive disk: .*", str(first[0]))
    assert str(first[1]) == f"told by webhook: {FULL}"
    assert len(desk.posts) == len(kept(tmp_path / "mended")) == 1


def test_what_was_not_looked_for_is_not_over(tmp_path: Path) -> None:
    hook = Notify(command=keeping(tmp_path / "took"))
    notify.tell(tmp_path, hook, [BLOCKED, FULL], ALL, NOW)

    notify.tell(tmp_path, hook, [FULL], ALL - lookout.OF_HEALTH, NOW)

    assert {told.alarm.key for told in notify.known(tmp_path)} == {BLOCKED.key, FULL.key}
    assert len(kept(tmp_path / "took")) == 1


def test_only_the_kinds_that_were_asked_for_are_told(tmp_path: Path) -> None:
    hook = Notify(command=keeping(tmp_path / "took"), on=frozenset({Kind.DISK}))

    notify.tell(tmp_path, hook, [FAILED, FULL], ALL, NOW)

    assert states(kept(tmp_path / "took")[0]) == [("disk", None, "raised")]
    assert {told.alarm.key: told.hooks for told in notify.known(tmp_path)} == {FAILED.key: (), FULL.key: ("command",)}


def test_two_processes_do_not_both_tell(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path, "alarms.lock")
    try:
        assert notify.tell(tmp_path, Notify(command=keeping(tmp_path / "took")), [FULL], ALL, NOW) == []
    finally:
        lock.release()

    assert kept(tmp_path / "took") == []


def test_a_damaged_record_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "alarms.json").write_text('{"alarms": [{}]}', "utf-8")

    with pytest.raises(StoreError, match=r"alarms\.json: not as newsarchive writes it; delete it"):
        notify.known(tmp_path)


# -- looking -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def crawled(archive: Archive) -> Callable[..., int]:
    """Adds crawls of the demo outlet, an hour apart."""
    outlet = pages.outlet_named("demo")
    archive.add_outlet(outlet)
    count = iter(range(1, 1000))

    def add(outcome: str, done: int = 3, failed: int = 0) -> int:
        at = timestamp(NOW - timedelta(hours=24) + timedelta(hours=next(count)))
        return int(
            archive.connection.execute(
                "INSERT INTO runs (kind, outlet, started_at, outcome, pid, parameters, done, failed)"
                " VALUES ('crawl', 'demo', ?, ?, 1, '{}', ?, ?) RETURNING id",
                (at, outcome, done, failed),
            ).fetchone()[0]
        )

    return add


def found(archive: Archive, text: str = '[notify]\ncommand = ["true"]\ndisk = 0\n') -> dict[str, str]:
    alarms = lookout.of_rows(archive, config.parse(text), clock.now())
    return {str(alarm.kind): alarm.told for alarm in alarms}


@pytest.mark.parametrize("outcome", ["killed", "archive_error", "full"])
def test_several_crawls_in_a_row_that_broke_are_an_alarm(archive: Archive, crawled: Callable[..., int], outcome: str) -> None:
    crawled("finished")
    crawled(outcome)
    crawled(outcome)
    assert found(archive) == {}

    crawled(outcome)
    assert found(archive) == {"failed": f"3 crawls in a row failed, the last one: {outcome}"}

    crawled("finished")
    assert found(archive) == {}


def test_crawls_whose_lists_nobody_served_are_one_and_those_that_only_missed_articles_are_none(
    archive: Archive, crawled: Callable[..., int]
) -> None:
    runs = [crawled("finished", done=0, failed=1) for _ in range(3)]
    assert found(archive) == {}

    archive.connection.execute("UPDATE runs SET lists_failed = 1 WHERE id >= ?", (runs[0],))
    crawled("finished", done=0, failed=1)
    assert found(archive) == {"failed": "3 crawls in a row failed, nothing could be fetched"}


def test_a_crawl_that_was_due_and_did_not_begin_is_late(archive: Archive, crawled: Callable[..., int]) -> None:
    hourly = '[outlets.demo]\nevery = "1h"\n[notify]\ncommand = ["true"]\ndisk = 0\n'
    crawled("finished")  # at nine yesterday; due at ten
    with archive.transaction():
        timetables.know(archive.connection, ["demo"], NOW - timedelta(days=2))
    assert found(archive, hourly)["late"].startswith("its crawl was due at 2024-02-29T10:00:00Z and has not begun")

    quiet = hourly.replace('"1h"\n', '"1h"\nquiet = "10:00-15:59"\n')  # in Shanghai: to one minute ago
    assert found(archive, quiet) == {}

    archive.begin_run("crawl", "demo", {})
    assert found(archive, hourly) == {}


def test_an_outlet_that_was_never_crawled_is_late_once_it_has_been_on_the_timetable_for_long(archive: Archive) -> None:
    hourly = '[outlets.demo]\nevery = "1h"\n[notify]\ncommand = ["true"]\ndisk = 0\n'
    assert found(archive, hourly) == {}  # no daemon has seen it yet

    with archive.transaction():
        timetables.know(archive.connection, ["demo"], NOW - timedelta(minutes=30))
    assert found(archive, hourly) == {}

    archive.connection.execute("UPDATE timetables SET known_since = ?", (timestamp(NOW - timedelta(hours=2)),))
    assert list(found(archive, hourly)) == ["late"]


def test_a_host_that_is_left_alone_for_long_is_an_alarm_at_once(archive: Archive) -> None:
    archive.connection.execute(
        "INSERT INTO hosts (host, paused_until) VALUES ('www.shobserver.com', '2024-03-01T12:00:00Z'),"
        " ('m.shobserver.com', '2024-03-01T08:20:00Z'), ('nobody.example', '2024-03-02T08:00:00Z')"
    )

    [alarm] = lookout.of_rows(archive, config.parse('[notify]\ncommand = ["true"]\ndisk = 0\n'), NOW)

    assert (alarm.kind, alarm.outlet, alarm.about) == (Kind.BLOCKED, "shobserver", "www.shobserver.com")
    assert alarm.told.endswith("it is left alone until 2024-03-01T12:00:00Z")


def test_far_more_takedowns_than_usual_are_an_alarm(archive: Archive, article: Callable[..., Any]) -> None:
    def missing(count: int, at: datetime, begin: int) -> None:
        for number in range(begin, begin + count):
            archive.add(article(url=f"https://paper.example/{number}", outlet="paper", body=f"{number} 清早的滩涂" * 9))
            archive.connection.execute(
                "INSERT INTO absences SELECT id, ?, '2024-01-01T00:00:00Z', ?, 1, 'not_found', NULL, NULL FROM articles"
                " WHERE url = ?",
                (timestamp(at), timestamp(at), f"https://paper.example/{number}"),
            )

    missing(14, NOW - timedelta(days=10), 0)
    missing(4, NOW - timedelta(hours=3), 100)
    assert found(archive) == {}

    missing(4, NOW - timedelta(hours=2), 200)
    assert found(archive)["takedowns"].startswith("8 articles that stood are not found since yesterday, 0.5 a day before")


def test_a_disk_is_well_again_only_with_room_to_spare(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    said = config.parse('[notify]\ncommand = ["true"]\ndisk = 5\n')

    def alarms(free: float, *before: Alarm) -> list[Alarm]:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": int(free)}))
        return lookout.of_rows(archive, said, NOW, before)

    [full] = alarms(4.9e9)
    assert full.told == "4.9 GB are free, 5 GB are to be"
    assert [len(alarms(5.2e9)), len(alarms(5.2e9, full)), len(alarms(5.6e9, full))] == [0, 1, 0]

    (archive.warc_folder / "a.warc.gz").write_bytes(b"")
    os.truncate(archive.warc_folder / "a.warc.gz", 14_000_000_000)  # a hole; written today
    assert [one.told for one in alarms(6e9)] == ["6.0 GB are free, which last for 3d at last week's rate"]


def test_what_health_finds_is_an_alarm_for_each_trouble_and_field() -> None:
    def found(trouble: Trouble, *fields: str) -> HealthAlarm:
        return HealthAlarm(
            outlet="demo", trouble=trouble, fields=fields, day="2024-03-01", told="…", url=None, capture_id=None
        )

    alarms = (*(found(trouble) for trouble in Trouble), found(Trouble.REDESIGNED, "author"))

    told = list(lookout.of_health([State(outlet="demo", day="2024-03-01", judged=True, alarms=alarms)]))

    assert {one.kind for one in told} == lookout.OF_HEALTH == {Kind.BLOCKED, Kind.PAYWALLED, Kind.REDESIGNED, Kind.SILENT}
    assert len({one.key for one in told}) == len(alarms)


# -- the configuration and the commands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('webhok = "https://a.example/"', "notify.webhok: no such key; write webhook"),
        ('webhook = "ftp://a.example/"', "notify.webhook: 'ftp://a.example/' is no http(s) address; write webhook = "),
        ('command = "mail -s x"', 'notify.command: words are needed, each for itself; write command = ["mail", "-s", "x"]'),
        ('on = ["failled"]', "notify.on: there is no alarm 'failled'; there are failed, late, blocked"),
        ("failures = 0", "notify.failures: 0 is no number from 1 to 1000"),
        ('disk = "5 GB"', "notify.disk: '5 GB' is no number from 0"),
        ("timeout = 3000", "notify.timeout: 3000 is no number from 1 to 300; write timeout = 5 for five seconds"),
        ("allow_private = 1", "notify.allow_private: 1 is neither true nor false"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_remedy(line: str, what: str) -> None:
    hook = "" if line.startswith("command") else 'command = ["true"]\n'

    with pytest.raises(ConfigError) as wrong:
        config.parse(f'[defaults]\nevery = "1h"\n[notify]\n{line}\n{hook}')

    assert str(wrong.value).startswith(f"newsarchive.toml:4: {what}")


def test_a_table_without_a_hook_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r'newsarchive\.toml:1: notify: nobody is told; write command = \["…"\] or webhook'):
        config.parse('[notify]\non = ["disk"]\n')


def test_the_rest_of_the_table_is_read() -> None:
    said = config.parse('[notify]\nwebhook = "https://a.example/x"\non = ["disk", "failed"]\nfailures = 2\ndisk = 1.5\n').notify

    assert (said.on, said.failures, said.disk_bytes) == (frozenset({Kind.DISK, Kind.FAILED}), 2, 1.5e9)
    assert not Configuration().notify


@pytest.fixture
def call(archive: Archive) -> Callable[..., Any]:
    archive.close()

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["-a", str(archive.path), *words], catch_exceptions=False)

    return run


def configure(archive: Archive, *command: str) -> None:
    words = ", ".join(json.dumps(word) for word in command)
    (archive.path / "newsarchive.toml").write_text(f"[notify]\ncommand = [{words}]\ndisk = 0\n", "utf-8")


def test_a_test_tries_each_hook(archive: Archive, call: Callable[..., Any], tmp_path: Path) -> None:
    configure(archive, *keeping(tmp_path / "took"))
    assert (call("notify", "--test").stdout, call("notify", "--test").exit_code) == ("command: took it\n", 0)
    assert kept(tmp_path / "took")[0]["test"] is True

    configure(archive, "false")
    assert (call("notify", "--test").stdout, call("notify", "--test").exit_code) == (
        "command: false: ended with exit code 1\n",
        1,
    )


def test_without_hooks_a_test_says_what_to_write(call: Callable[..., Any]) -> None:
    answer = call("notify", "--test")

    assert answer.exit_code == 2
    assert 'nobody is to be told; write webhook = "https://…" or command = ["…"] under [notify]' in answer.stderr


def test_health_tells_by_itself_for_cron(
    archive: Archive, crawled: Callable[..., int], call: Callable[..., Any], tmp_path: Path
) -> None:
    with Archive(archive.path, write=True) as again:
        archive.connection = again.connection
        for _ in range(3):
            crawled("killed")
    configure(archive, *keeping(tmp_path / "took"))

    first, second = call("health", "--notify"), call("health", "--notify")

    assert first.stderr.splitlines()[-1] == "told by command: demo failed: 3 crawls in a row failed, the last one: killed"
    assert "told by" not in second.stderr
    assert len(kept(tmp_path / "took")) == 1
    assert "demo" in call("notify").stdout
    assert json.loads(call("notify", "--json").stdout)[0]["hooks"] == ["command"]
