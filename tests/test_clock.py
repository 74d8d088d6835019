"""The archive's clock: moved, sped up, set."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive import clock
from newsarchive.clock import Clock, from_environment
from newsarchive.errors import UsageError

MARCH = datetime(2024, 3, 1, 8, tzinfo=UTC)


def test_a_fast_clock_goes_fast() -> None:
    fast = Clock(MARCH, speed=86_400.0)

    time.sleep(0.02)

    assert fast.now() - MARCH > timedelta(minutes=20)


def test_who_waits_idly_by_a_jumping_clock_sets_it_forward_and_waits_for_nothing() -> None:
    jumping = Clock(MARCH, speed=0.0, jumping=True)

    asyncio.run(jumping.idle(MARCH + timedelta(days=1), at_most=20))

    assert jumping.now() == MARCH + timedelta(days=1)


def test_nobody_waits_idly_for_longer_than_is_asked_since_the_clock_may_be_set() -> None:
    fast = Clock(MARCH, speed=1000.0)

    asyncio.run(fast.idle(MARCH + timedelta(days=1), at_most=20))

    assert timedelta(seconds=20) <= fast.now() - MARCH < timedelta(hours=1)


def test_the_process_goes_by_the_clock_that_it_was_given() -> None:
    before = clock.use(Clock(MARCH, speed=0.0))
    try:
        assert clock.now() == MARCH
    finally:
        clock.use(before)


def test_another_process_can_be_told_its_clock() -> None:
    told = {**os.environ, "NEWSARCHIVE_CLOCK": "2024-03-01T08:00:00Z*0.001"}

    answer = subprocess.run(
        [sys.executable, "-c", "from newsarchive import clock; print(clock.now().isoformat()[:16])"],
        env=told, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert answer.stdout.strip() == "2024-03-01T08:00"


def test_what_is_no_moment_is_told_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="write it as 2024-03-01T08:00:00Z"):
        from_environment("tomorrow")


@pytest.mark.parametrize("written", ["tomorrow", "2024-03-01T08:00:00Z*nan", "2024-03-01T08:00:00Z*-1", "*600"])
def test_a_command_tells_it_in_one_line_before_anything_starts(written: str) -> None:
    told = {**os.environ, "NEWSARCHIVE_CLOCK": written}

    answer = subprocess.run([sys.executable, "-m", "newsarchive", "runs"], env=told, capture_output=True, text=True, check=False)

    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    assert answer.stderr.startswith(f"Error: NEWSARCHIVE_CLOCK: {written!r} is no moment; write it as 2024-03-01T08:00:00Z")


def test_a_process_can_be_told_to_jump_when_it_waits_idly() -> None:
    told = from_environment("2024-03-01T08:00:00Z*60 jumping")

    asyncio.run(told.idle(MARCH + timedelta(days=3), at_most=20))

    assert timedelta(0) <= told.now() - (MARCH + timedelta(days=3)) < timedelta(hours=1)
