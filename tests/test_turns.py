"""Long work leaves half of the loop's time to others, however much of it there is."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing

from newsarchive.turns import PIECE, Turns


def work(length: float) -> float:
    """Keep the loop busy; seconds that it took, which is more on a busy machine."""
    began = time.monotonic()
    while time.monotonic() - began < length:
        pass
    return time.monotonic() - began


def test_long_work_of_several_leaves_half_of_the_time_to_others() -> None:
    async def long_work(turns: Turns, end: float) -> float:
        worked = 0.0
        with closing(turns.turn()) as turn:
            while time.monotonic() < end:
                await turn.next()
                worked += work(PIECE)
        return worked

    async def together() -> tuple[float, float]:
        turns, began = Turns(), time.monotonic()
        worked = await asyncio.gather(*(long_work(turns, began + 1) for _ in range(5)))
        return sum(worked), time.monotonic() - began

    worked, passed = asyncio.run(together())

    assert worked < 0.6 * passed


def test_each_of_several_has_its_turn_and_one_that_gives_up_keeps_nobody_waiting() -> None:
    async def together() -> list[int]:
        turns, done = Turns(), []

        async def long_work(number: int) -> None:
            with closing(turns.turn()) as turn:
                for _ in range(3):
                    await turn.next()
                    done.append(number)
                    work(0.001)
                    if number == 1:
                        return

        await asyncio.wait_for(asyncio.gather(*map(long_work, range(3))), 10)
        return done

    assert asyncio.run(together()) == [0, 1, 2, 0, 2, 0, 2]


def test_who_is_alone_need_not_rest() -> None:
    async def alone() -> None:
        with closing(Turns().turn(alone=True)) as turn:
            for _ in range(20):
                work(PIECE)
                assert turn.is_over()
                began = time.process_time()
                await turn.next()
                assert time.process_time() - began < PIECE
                assert not turn.is_over()

    asyncio.run(alone())
