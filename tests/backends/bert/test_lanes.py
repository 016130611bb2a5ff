"""Who goes first where a network has fewer threads than there is work."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from folioscope.backends.bert.lanes import Lanes

WAIT_SECONDS = 20


class Held:
    """Work that says when it has begun and then waits to be let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()

    def __call__(self) -> str:
        self.begun.release()
        assert self.may_end.wait(WAIT_SECONDS)
        return "held"


class Diary:
    """Notes in which order works are done."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> Callable[[], str]:
        def work() -> str:
            self.lines.append(line)
            return line

        return work

    def after(self, work: Callable[[], str], lines: str) -> list[Callable[[], str]]:
        return [work, *map(self.note, lines)]


def queued(lanes: Lanes, number: int) -> None:
    """Wait until so many pieces wait for a lane."""
    waiting = threading.Event()
    for _ in range(int(WAIT_SECONDS / 0.005)):
        if len(lanes._waiting) >= number:
            return
        waiting.wait(0.005)
    pytest.fail(f"only {len(lanes._waiting)} pieces wait")


def test_results_are_in_the_order_of_the_works() -> None:
    works = [partial(divmod, number, 7) for number in range(50)]
    assert Lanes(3).run(works) == [divmod(number, 7) for number in range(50)]


def test_no_work_has_no_results() -> None:
    assert Lanes(1).run([]) == []


def test_as_many_pieces_run_side_by_side_as_there_are_lanes() -> None:
    lanes, held = Lanes(2), Held()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(lanes.run, [held] * 3)
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        queued(lanes, 1)
        assert not held.begun.acquire(blocking=False)
        held.may_end.set()
        assert job.result(WAIT_SECONDS) == ["held"] * 3


def test_what_is_urgent_goes_before_all_that_waits() -> None:
    lanes, held, diary = Lanes(1), Held(), Diary()
    with ThreadPoolExecutor(2) as pool:
        bulk = pool.submit(lanes.run, diary.after(held, "abc"))
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        queued(lanes, 3)
        query = pool.submit(lanes.run, [diary.note("query")], urgent=True)
        queued(lanes, 4)
        held.may_end.set()
        assert query.result(WAIT_SECONDS) == ["query"]
        bulk.result(WAIT_SECONDS)
    assert diary.lines == ["query", "a", "b", "c"]


def test_a_few_pieces_do_not_wait_for_the_end_of_many() -> None:
    lanes, held, diary = Lanes(1), Held(), Diary()
    with ThreadPoolExecutor(2) as pool:
        many = pool.submit(lanes.run, diary.after(held, "abcdef"))
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        queued(lanes, 6)
        few = pool.submit(lanes.run, list(map(diary.note, "12")))
        queued(lanes, 8)
        held.may_end.set()
        few.result(WAIT_SECONDS)
        many.result(WAIT_SECONDS)
    assert "".join(diary.lines) == "1a2bcdef"


def test_many_pieces_get_their_turn_however_much_else_comes() -> None:
    lanes, held, diary = Lanes(1), Held(), Diary()
    lanes.run([diary.note("-")] * 5)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(lanes.run, diary.after(held, "a"))
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        queued(lanes, 1)
        others = [pool.submit(lanes.run, list(map(diary.note, "123")))]
        queued(lanes, 4)
        held.may_end.set()
        for job in (first, *others):
            job.result(WAIT_SECONDS)
    assert "".join(diary.lines).lstrip("-") == "1a23"


def test_the_first_failure_is_raised_and_the_rest_is_left_undone() -> None:
    lanes, held, diary = Lanes(1), Held(), Diary()

    def fail() -> str:
        held()
        raise MemoryError("full")

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(lanes.run, diary.after(fail, "ab"))
        assert held.begun.acquire(timeout=WAIT_SECONDS)
        queued(lanes, 2)
        held.may_end.set()
        with pytest.raises(MemoryError, match="full"):
            job.result(WAIT_SECONDS)
    assert lanes.run([diary.note("after")]) == ["after"]
    assert diary.lines[-1] == "after"


def test_lanes_that_nobody_uses_leave_no_threads_behind() -> None:
    lanes = Lanes(2)
    lanes.run([gc.isenabled] * 8)
    threads = list(lanes._threads._threads)
    assert threads
    del lanes
    gc.collect()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
