"""`newsarchive suppress` at the command line: no command shows what it withdrew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive.pages.shobserver import DesktopPage
from newsarchive.query.canned import questions
from newsarchive.store.archive import Archive
from tests.cli.conftest import ARTICLE

SECRET = ARTICLE.format(12)
#: How each command that shows articles is asked for them.
ASKED: dict[str, list[list[str]]] = {
    "search": [["第12座码头"], ["码头"], ["码头", "--json"], ["老人", "--nl"]],
    "sql": [["SELECT * FROM articles"], ["SELECT * FROM captures"], ["SELECT * FROM revisions", "--json"], ["SELECT * FROM edited"]],
    "ask": [[name] for name, question in questions().items() if not any(value.needed for value in question.parameters)]
    + [["person", "--name", "凌汛"], ["mentions", "--word", "老人"]],
    "show": [["2"], [SECRET], ["2", "--json"], ["2", "--diff"]],
    "diff": [["2"], [SECRET], ["2", "--json"]],
    "gone": [[], ["--json"]],
    "why": [["2"], [SECRET], [SECRET, "--json"]],
    "reprints": [[], ["2"], [SECRET], ["1"], ["--csv", "{out}"], ["--graphml", "{out}"]],
    "export": [[form] for form in ("csv", "jsonl", "jsonld", "csl", "tei")] + [["jsonl", "--id", "2"], ["csv", "--search", "老人"]],
    "fixture": [[SECRET, "--folder", "{out}"], ["2", "--folder", "{out}"]],
    "sources": [[]],
    "outlets": [[]],
    "runs": [[], ["--json"]],
}

@pytest.fixture
def suppressed(call, archive) -> Path:
    assert call("-a", archive, "suppress", SECRET, "--reason", "Beschluss", "--by", "Bibliothek").exit_code == 0
    return archive


@pytest.mark.parametrize(("command", "arguments"), [(name, given) for name, calls in ASKED.items() for given in calls])
def test_no_command_shows_it(call, suppressed, tmp_path, command, arguments) -> None:
    out = tmp_path / "out"

    result = call("-a", suppressed, command, *(argument.format(out=out) for argument in arguments))

    written = [path.read_text("utf-8") for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file()]
    assert command != "ask" or result.exit_code == 0
    for text in (result.stdout, *written):
        assert "第12座" not in text and "老人" not in text and "id=12" not in text


def test_the_other_articles_are_shown(call, suppressed) -> None:
    assert "第11座码头" in call("-a", suppressed, "search", "码头").stdout


def test_a_report_of_reading_again_has_no_sample_of_it(call, archive, monkeypatch) -> None:
    monkeypatch.setattr(DesktopPage, "headline", property(lambda page: "第12座" if "第12座" in page.response.text else "改"))
    before = call("-a", archive, "reparse", "--json", "--jobs", "1").stdout
    call("-a", archive, "suppress", SECRET, "--reason", "Beschluss")

    told = [call("-a", archive, "reparse", *arguments).stdout for arguments in (["--report"], ["--report", "--json"], ["--jobs", "1"])]

    assert "id=12" in before
    for text in told:
        assert "第12座" not in text and "id=12" not in text and "id=11" in text


def test_a_replay_does_not_bring_it_back(call, suppressed, warc) -> None:
    assert call("-a", suppressed, "replay", warc).exit_code == 0

    assert "第12座" not in call("-a", suppressed, "search", "码头").stdout


def test_it_comes_back_as_it_was(call, archive) -> None:
    before = call("-a", archive, "show", SECRET, "--json").stdout
    call("-a", archive, "suppress", SECRET, "--reason", "Beschluss")

    result = call("-a", archive, "suppress", SECRET, "--undo", "--reason", "aufgehoben")

    assert (result.exit_code, result.stderr) == (0, f"article 2, {SECRET}: in view again\n")
    assert call("-a", archive, "show", SECRET, "--json").stdout == before


def test_the_list_tells_who_when_why_and_what(call, suppressed) -> None:
    [row] = json.loads(call("-a", suppressed, "suppress", "--list", "--json").stdout)

    assert (row["reason"], row["suppressed_by"], row["url"], row["holds"]) == ("Beschluss", "Bibliothek", SECRET, True)
    assert row["payload_digest"].startswith("sha256:")
    assert "1 article is suppressed" in call("-a", suppressed, "suppress", "--list").stderr


def test_the_archive_verifies(call, suppressed) -> None:
    assert call("-a", suppressed, "verify").exit_code == 0


def test_copies_that_stay_in_view_are_told(call, tmp_path, article) -> None:
    with Archive(tmp_path / "papers", write=True) as archive:
        for number in (1, 2):
            text = "".join(chr(0x4E00 + sign * 7 % 3000) for sign in range(300))
            archive.add(article(url=f"https://p{number}.example/", body=text))

    result = call("-a", tmp_path / "papers", "suppress", 1, "--reason", "order")

    assert "still in view with the same text, in whole or part: 2;" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["2"], "--reason"),
        ([], "--list"),
        (["2", "--list"], "--list"),
        (["2", "--reason", " "], "--reason"),
        (["2", "--undo", "--until", "2099-01-01"], "--until"),
        (["2", "--reason", "x", "--until", "2001-01-01"], "is past"),
        (["2", "--undo"], "not suppressed"),
        (["99", "--reason", "x"], "no article 99"),
    ],
)
def test_a_wrong_call_is_told_and_changes_nothing(call, archive, arguments, what) -> None:
    result = call("-a", archive, "suppress", *arguments)

    assert result.exit_code in (1, 2) and what in result.stderr
    assert json.loads(call("-a", archive, "suppress", "--list", "--json").stdout) == []


def test_a_misspelled_archive_is_not_made(call, tmp_path) -> None:
    assert call("-a", tmp_path / "no", "suppress", 1, "--reason", "x").exit_code == 1
    assert not (tmp_path / "no").exists()
