"""`newsarchive gone` and `newsarchive diff`: what went away and what was changed, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from lxml import etree

from newsarchive.store.archive import Archive


def test_a_suspect_is_listed_with_its_reason_and_its_checks(call, archive) -> None:
    rows = json.loads(call("-a", archive, "gone", "--json").stdout)

    assert [(row["state"], row["reason"], row["checks"], row["missing_since"]) for row in rows] == [
        ("suspect", "not_found", 1, "2020-05-03T08:30:00Z")
    ]


def test_another_rule_counts_for_what_is_known_already_and_from_then_on(call, archive) -> None:
    told = call("-a", archive, "gone", "--after-checks", 1, "--after-days", 0)
    rows = json.loads(call("-a", archive, "gone", "--state", "gone", "--json").stdout)

    assert told.stderr == "1 check over 0 days; 1 article is gone\n"
    assert [row["gone_at"] for row in rows] == ["2020-05-03T08:30:00Z"]
    call("-a", archive, "gone", "--after-checks", 3, "--after-days", 3)
    assert json.loads(call("-a", archive, "gone", "--state", "gone", "--json").stdout) == []


def test_csv_has_a_line_an_article(call, archive) -> None:
    [row] = csv.DictReader(io.StringIO(call("-a", archive, "gone", "--csv").stdout))

    assert row["state"] == "suspect"
    assert row["url"].endswith("13")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (("--since", "2020-05-04"), 0), (("--since", "2020-05"), 1), (("--outlet", "shobserver"), 1), (("--reason", "robots"), 0),
        (("--state", "restored"), 0), (("--state", "all"), 1),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(call, archive, filters, count) -> None:
    assert len(json.loads(call("-a", archive, "gone", "--json", *filters).stdout)) == count


def test_every_look_at_one_article_is_told(call, archive) -> None:
    rows = json.loads(call("-a", archive, "gone", 3, "--json").stdout)

    assert [(row["checked_at"][:10], row["reason"], row["status"]) for row in rows] == [
        ("2020-05-01", None, 200), ("2020-05-03", "not_found", 404),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gone", "--since", "yesterday"), "is no date"),
        (("gone", "--outlet", "nowhere"), "no outlet is called"),
        (("gone", 99), "no article 99"),
        (("gone", 1, "--state", "gone"), "the filters are about all"),
        (("diff", 2, 5), "has 2 versions; there is no 5"),
        (("diff", 2, 1, 2, 3), "Give one version, two, or --all"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_in_one_line(call, archive, arguments, told) -> None:
    result = call("-a", archive, *arguments)

    assert result.exit_code in (1, 2)
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_show_tells_that_an_article_is_missing(call, archive) -> None:
    assert "suspect  since 2020-05-03T08:30:00Z: not_found, 1 check" in call("-a", archive, "show", 3).stdout


# -- diff ------------------------------------------------------------------------------------------------------------


def test_a_diff_marks_what_was_taken_out_and_put_in(call, archive) -> None:
    result = call("-a", archive, "diff", 2)

    assert re.search(r"\[-.+-\]|\{\+.+\+\}", result.stdout)
    assert "\x1b[" not in result.stdout
    assert "version 2 of 2" in result.stderr
    assert "% of the characters differ" in result.stderr


def test_the_first_version_and_an_article_that_was_never_edited_have_nothing_to_tell(call, archive) -> None:
    assert call("-a", archive, "diff", 1).stderr == "article 1: no edit is known\n"
    assert "nothing before it" in call("-a", archive, "diff", 2, 1).stderr


def test_two_versions_can_be_compared_in_either_direction(call, archive) -> None:
    there = json.loads(call("-a", archive, "diff", 2, 1, 2, "--json").stdout)
    back = json.loads(call("-a", archive, "diff", 2, 2, 1, "--json").stdout)

    def text(told: dict, kind: str) -> str:
        return "".join(piece for changed in told["changes"].values() for which, piece in changed if which == kind)

    assert text(there, "removed") == text(back, "added")
    assert there["share"] == back["share"] > 0


def test_the_page_of_a_diff_is_whole_and_lets_nothing_of_the_article_act(call, tmp_path: Path, article) -> None:
    hostile = "<script>alert(1)</script> & \"quotes\" \x1b[31m"
    with Archive(tmp_path / "hostile", write=True) as store:
        store.add(article(title="潮水退了", body="清早。"))
        store.add(article(at=5, title=hostile, body=f"清早。\n\n{hostile}"))

    page = call("-a", tmp_path / "hostile", "diff", 1, "--html").stdout

    tree = etree.HTML(page)
    assert tree.xpath("//script|//img|//link|//@src|//@onclick|//@href") == []
    assert hostile.replace("\x1b", "\ufffd") in tree.xpath("string(//ins[contains(., 'alert')])")
    assert [mark.text for mark in tree.iter("del")] == ["潮水退了"]
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']")
