"""robots.txt by RFC 9309: what its status and its rules allow."""

from __future__ import annotations

import pytest

from newsarchive.discover.robots import MAX_BYTES, MAX_DELAY, policy, unreachable
from newsarchive.items import Reason

URL = "https://paper.example/news/1"
RULES = b"User-agent: newsarchive\nDisallow: /news/\nCrawl-delay: 3\n\nUser-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 429])
def test_a_robots_txt_that_is_not_had_by_the_clients_fault_forbids_nothing(status: int) -> None:
    assert policy(status, RULES).refusal(URL, "newsarchive") is None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_robots_txt_that_is_not_had_by_the_servers_fault_forbids_everything(status: int) -> None:
    assert policy(status, b"User-agent: *\nAllow: /\n").refusal(URL, "newsarchive") is Reason.ROBOTS_UNREACHABLE


def test_a_host_that_cannot_be_reached_forbids_everything() -> None:
    assert unreachable.refusal(URL, "newsarchive") is Reason.ROBOTS_UNREACHABLE
    assert unreachable.delay("newsarchive") is None


def test_our_own_group_is_kept_to_before_that_for_all() -> None:
    ours = policy(200, RULES)

    assert ours.refusal(URL, "newsarchive/0.1 (+https://library.example)") is Reason.ROBOTS
    assert ours.refusal("https://paper.example/about", "newsarchive/0.1 (+https://library.example)") is None


def test_the_pace_is_what_is_asked_for_within_reason() -> None:
    assert policy(200, RULES).delay("newsarchive") == 3
    assert policy(200, b"User-agent: *\nCrawl-delay: 86400\n").delay("newsarchive") == MAX_DELAY
    assert policy(200, b"User-agent: *\nDisallow:\n").delay("newsarchive") is None


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00", b"<html>not found</html>", b"Disallow /\n" * 10, b"User-agent" * 1000])
def test_junk_forbids_nothing(junk: bytes) -> None:
    assert policy(200, junk).refusal(URL, "newsarchive") is None


def test_rules_beyond_the_first_half_megabyte_are_not_read() -> None:
    late = b"User-agent: *\n" + b"# comment\n" * (MAX_BYTES // 10) + b"Disallow: /\n"

    assert policy(200, late).refusal(URL, "newsarchive") is None
