"""Threads that run a network, as many as it may have, and who goes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

_BEFORE_ALL = -1


@dataclass(order=True, slots=True)
class _Waiting:
    """A piece of work that waits for a lane: the lower its place, the sooner."""

    place: int
    arrival: int
    work: Callable[[], object] = field(compare=False)
    future: Future[Any] = field(compare=False)


class Lanes:
    """Runs pieces of work side by side, in as many threads as there are lanes.

    What is urgent goes before all that waits. Of the rest, whoever comes in between finds the next
    piece of each before it, not all of them: many pieces do not hold up few.
    """

    def __init__(self, lanes: int) -> None:
        self._threads = ThreadPoolExecutor(lanes, thread_name_prefix="lane")
        self._waiting: list[_Waiting] = []
        self._arrivals = count()
        self._place_now = 0
        self._lock = threading.Lock()

    def run(self, works: Sequence[Callable[[], T]], *, urgent: bool = False) -> list[T]:
        """The results in the order of the works, or the first failure; the rest is left undone."""
        first, step = (_BEFORE_ALL, 0) if urgent else (self._place_now, 1)
        futures = [self._enqueue(work, first + step * nth) for nth, work in enumerate(works)]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()

    def _enqueue(self, work: Callable[[], T], place: int) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            heappush(self._waiting, _Waiting(place, next(self._arrivals), work, future))
        self._threads.submit(self._run_best)
        return future

    def _run_best(self) -> None:
        with self._lock:
            best = heappop(self._waiting)
            self._place_now = max(self._place_now, best.place)
        if not best.future.set_running_or_notify_cancel():
            return
        try:
            result = best.work()
        except BaseException as error:
            best.future.set_exception(error)
            raise
        best.future.set_result(result)
