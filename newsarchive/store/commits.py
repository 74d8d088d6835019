"""Several pieces of work -> one commit: the crawl goes on while the disk syncs.

A commit waits for the disk, for a tenth of a millisecond or for ten. What arrives meanwhile is done in the next transaction,
together: the slower the disk, the more share a sync. Each piece is its own savepoint, so that one that fails undoes nothing
of the others', and is only told to be done once it is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from typing import Any, TypeVar

from newsarchive.store.archive import Archive

__all__ = ["GroupCommit"]

_T = TypeVar("_T")


class GroupCommit:
    """Carries out work on an archive, from an asyncio loop, in as few transactions as keep it waiting least."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._waiting: list[tuple[Callable[[], Any], Context, asyncio.Future[Any]]] = []
        self._task: asyncio.Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")

    async def submit(self, work: Callable[[], _T]) -> _T:
        """What `work` returns, once it is committed; what it raises, or the commit.

        `work` is called in the loop's thread, in its caller's context; `archive.transaction()` in it is part of the group's.
        """
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, copy_context(), future))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._drain())
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            done: list[tuple[asyncio.Future[Any], Any]] = []
            try:
                with self._archive.group() as group:
                    for work, context, future in batch:
                        try:
                            done.append((future, context.run(work)))
                        except Exception as error:
                            _end(future, error=error)
                await asyncio.get_running_loop().run_in_executor(self._thread, group.commit)
            except Exception as error:
                for _, _, future in batch:
                    _end(future, error=error)
            for future, result in done:
                _end(future, result)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()


def _end(future: asyncio.Future[Any], result: Any = None, error: Exception | None = None) -> None:
    if future.done():  # told already, or nobody waits any more
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
