"""An address -> its outlet: name, hosts, and the rule for its articles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import pages
from newsarchive.discover.adhoc import identity_of, name_of, outlet_at
from newsarchive.errors import UsageError


@given(st.from_regex(r"\Ahttps?://[a-z0-9.-]{1,80}(:[1-9][0-9]{0,3})?/\Z"))
def test_a_name_is_one_that_rows_and_files_can_bear(url: str) -> None:
    try:
        name = name_of(url)
    except (UsageError, ValueError):
        return

    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name)


@pytest.mark.parametrize(
    ("url", "is_served"),
    [
        ("https://paper.example/1", True), ("https://www.paper.example/1", True), ("https://sport.paper.example/1", True),
        ("https://notpaper.example/1", False), ("https://paper.example.org/1", False), ("http://paper.example:8080/1", True),
    ],
)  # fmt: skip
def test_an_outlet_is_served_by_its_host_and_all_under_it(url: str, is_served: bool) -> None:
    assert pages.serves(outlet_at("https://www.paper.example/").hosts, url) is is_served


def test_an_outlet_under_a_public_suffix_is_served_by_itself_alone() -> None:
    hosts = outlet_at("https://www.gov.cn/").hosts

    assert pages.serves(hosts, "https://www.gov.cn/1")
    assert not pages.serves(hosts, "https://www.beijing.gov.cn/1")


def test_addresses_of_one_article_that_differ_in_nothing_that_matters_are_one() -> None:
    rule = identity_of("https://www.paper.example/")
    addresses = (
        "https://www.paper.example/2024/05/12/harbour", "http://paper.example:80/2024/05/12/harbour?utm_source=x#c", "HTTPS://WWW.paper.example/2024/05/12/harbour?PHPSESSID=1",
        "https://paper.example/2024/05/12/harbour;jsessionid=77",
    )  # fmt: skip

    assert {rule(address) for address in addresses} == {"https://www.paper.example/2024/05/12/harbour"}


def test_the_keys_that_tell_articles_apart_are_all_that_is_kept_where_they_are_named() -> None:
    rule = identity_of("https://paper.example/", ("id",))

    assert rule("https://paper.example/show?id=7&from=home&page=2") == "https://paper.example/show?id=7"


@pytest.mark.parametrize("url", ["paper.example", "ftp://paper.example/", "", "https://", "file:///etc/passwd"])
def test_what_is_no_address_has_no_outlet(url: str) -> None:
    with pytest.raises(UsageError):
        outlet_at(url)
