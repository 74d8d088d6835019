"""What an answer's status and headers mean for its URL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.answers import MAX_ATTEMPTS, MAX_WAIT, reason_of, redirected, wait
from newsarchive.items import Reason

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 204, 206, 301, 302, 304])
def test_a_success_or_redirect_has_no_reason(status: int) -> None:
    assert reason_of(status) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, Reason.FORBIDDEN), (403, Reason.FORBIDDEN), (404, Reason.NOT_FOUND), (410, Reason.GONE), (429, Reason.TOO_MANY_REQUESTS),
     (451, Reason.FORBIDDEN), (503, Reason.UNAVAILABLE), (400, Reason.HTTP_ERROR), (500, Reason.HTTP_ERROR), (999, Reason.HTTP_ERROR)],
)  # fmt: skip
def test_an_error_has_the_reason_of_its_status(status: int, reason: Reason) -> None:
    assert reason_of(status) is reason


def test_five_statuses_name_another_address() -> None:
    assert [status for status in range(100, 600) if redirected(status)] == [301, 302, 303, 307, 308]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 1), ("Fri, 01 Mar 2024 08:05:00 GMT", 300), ("Fri, 01 Mar 2024 07:00:00 GMT", 1), (None, 1), ("soon", 1),
     ("-5", 1), ("1.5", 1), ("999999999999", 86400), ("Fri, 01 Mar 2030 08:05:00 GMT", 86400)],
)  # fmt: skip
def test_a_server_is_left_alone_for_as_long_as_it_asks_and_a_second_at_least(header: str | None, seconds: int) -> None:
    assert wait(503, header, 1, NOW) == timedelta(seconds=seconds)


def test_the_wait_doubles_until_the_attempts_are_used_up() -> None:
    assert [wait(503, None, attempt, NOW) for attempt in range(1, MAX_ATTEMPTS + 1)] == [
        timedelta(seconds=1), timedelta(seconds=2), None,
    ]  # fmt: skip


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 410, 451, 501])
def test_an_answer_that_is_meant_so_is_not_asked_for_again(status: int) -> None:
    assert wait(status, "1", 1, NOW) is None


@given(st.text(max_size=40))
def test_any_header_gives_a_wait_within_a_day(header: str) -> None:
    found = wait(429, header, 1, NOW)

    assert found is not None
    assert timedelta() <= found <= MAX_WAIT
