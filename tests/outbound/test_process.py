"""Limited child processes: what they return, what ends them, what they leave behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest

from folioscope.outbound.limited_child import FRAME, ChildLimits
from folioscope.outbound.no_network import MACHINES
from folioscope.outbound.outcome import Ended, Finished
from folioscope.outbound.process import run_limited
from tests.outbound.watched_processes import children_of, gone, on_linux, settled

FUNCTIONS = "tests.outbound.child_functions"
SPARING = ChildLimits(memory_bytes=256 * 1024 * 1024, cpu_seconds=1, wall_seconds=20)

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}

on_known_machines = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES,
    reason="what calls are named here is not known",
)


async def run(
    function: str, argument: object = None, limits: ChildLimits = SPARING
) -> Finished | Ended:
    return await run_limited(f"{FUNCTIONS}:{function}", argument, limits)


def open_descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@dataclass
class Announcements:
    """A pipe on which children tell their pids, since they can open no socket."""

    path: str
    stream: BinaryIO

    def next(self) -> list[int]:
        assert select.select([self.stream], [], [], 60)[0], "no child tells anything"
        pids: list[int] = json.loads(self.stream.readline())
        return pids


@pytest.fixture
def announcements(tmp_path: Path) -> Iterator[Announcements]:
    os.mkfifo(tmp_path / "announcements")
    # Open for writing too, so that it never ends.
    with open(tmp_path / "announcements", "r+b", buffering=0) as stream:  # noqa: PTH123
        yield Announcements(str(tmp_path / "announcements"), stream)


async def test_a_function_runs_in_a_child_and_its_records_come_back() -> None:
    outcome = await run("echo", {"text": "né en 1990", "numbers": [1, 2.5, None]})

    assert isinstance(outcome, Finished)
    assert json.loads(outcome.records[0]) == {"text": "né en 1990", "numbers": [1, 2.5, None]}


async def test_records_keep_their_order_and_number() -> None:
    outcome = await run("count", 1000)

    assert outcome == Finished(tuple(str(number).encode() for number in range(1000)))


async def test_a_function_that_yields_nothing_finishes_without_records() -> None:
    assert await run("count", 0) == Finished(())


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        ("spin", ChildLimits(wall_seconds=0.2), "timed_out"),
        ("sleep", ChildLimits(wall_seconds=0.2), "timed_out"),
        ("spin", SPARING, "cpu_exhausted"),
        ("hoard", SPARING, "out_of_memory"),
        ("pour", ChildLimits(result_bytes=5_000_000), "too_much_output"),
    ],
)
async def test_a_child_over_its_limit_is_ended_and_the_limit_named(
    function: str, limits: ChildLimits, reason: str
) -> None:
    outcome = await run(function, None, limits)

    assert isinstance(outcome, Ended)
    assert outcome.reason == reason


async def test_a_result_of_exactly_the_allowed_size_is_kept() -> None:
    limits = ChildLimits(result_bytes=len(b'"abc"') + 2 * FRAME.size)

    assert await run("echo", "abc", limits) == Finished((b'"abc"',))
    assert isinstance(await run("echo", "abcd", limits), Ended)


async def test_a_segmentation_fault_ends_only_the_child() -> None:
    assert await run("crash") == Ended("crashed", "SIGSEGV")
    assert await run("echo", "next") == Finished((b'"next"',))


async def test_an_abort_ends_only_the_child() -> None:
    assert await run("abort") == Ended("crashed", "SIGABRT")
    assert await run("echo", "next") == Finished((b'"next"',))


async def test_a_sudden_exit_is_a_crash_even_if_it_says_that_all_is_well() -> None:
    assert await run("leave", 7) == Ended("crashed", "exit code 7")
    assert await run("leave", 0) == Ended("crashed", "it ended before its answer was whole")


async def test_an_exception_is_told_by_type_and_text() -> None:
    assert await run("fail", "no such thing") == Ended("failed", "LookupError: no such thing")


async def test_an_unknown_function_or_module_fails_with_its_name() -> None:
    function = await run("nowhere")
    module = await run_limited("no_such_module:read", None)

    assert isinstance(function, Ended)
    assert isinstance(module, Ended)
    assert "nowhere" in function.detail
    assert "no_such_module" in module.detail


async def test_a_child_cannot_write_files(tmp_path: Path) -> None:
    outcome = await run("write_file", str(tmp_path / "planted.txt"))

    assert isinstance(outcome, Ended)
    assert (tmp_path / "planted.txt").stat().st_size == 0


@on_known_machines
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
async def test_a_child_and_what_it_starts_reach_no_network(family: str, tmp_path: Path) -> None:
    host = {"AF_INET": "127.0.0.1", "AF_INET6": "::1", "AF_UNIX": str(tmp_path / "door")}[family]
    with socket.socket(getattr(socket, family)) as listener:
        try:
            listener.bind(host if family == "AF_UNIX" else (host, 0))
        except OSError:
            pytest.skip(f"there is no {family} here")
        listener.listen()
        listener.settimeout(0)
        port = 0 if family == "AF_UNIX" else listener.getsockname()[1]
        outcome = await run("reach", [family, host, port])
        with pytest.raises(BlockingIOError):
            listener.accept()

    assert outcome == Finished((b"Operation not permitted",) * 2)


@on_linux
async def test_a_child_has_limits_and_no_more_than_it_needs(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    outcome = await run("describe")

    assert isinstance(outcome, Finished)
    facts = json.loads(outcome.records[0])
    assert facts["group"] == facts["pid"]
    assert facts["open"] == [0, 1, 2, 3, 4], "4 is the listing itself"
    assert facts["interrupt_ignored"]
    assert "OPENAI_API_KEY" not in facts["environment"]
    assert "MALLOC_ARENA_MAX" in facts["environment"]
    assert facts["limits"] == {
        "RLIMIT_AS": SPARING.memory_bytes,
        "RLIMIT_CPU": SPARING.cpu_seconds + 1,
        "RLIMIT_NOFILE": SPARING.open_files,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    assert capfd.readouterr().out == ""


async def test_the_event_loop_goes_on_while_a_child_runs() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.005)
            turns += 1

    turning, running = asyncio.create_task(turn()), asyncio.create_task(run("sleep"))
    assert await settled(lambda: turns > 10)
    assert not running.done()
    turning.cancel()
    running.cancel()
    await asyncio.gather(turning, running, return_exceptions=True)


async def test_many_children_at_once_each_get_their_own_answer() -> None:
    outcomes = await asyncio.gather(*(run("echo", number) for number in range(40)))

    assert outcomes == [Finished((str(number).encode(),)) for number in range(40)]


@on_linux
async def test_cancelling_kills_the_child_and_all_it_started(
    announcements: Announcements,
) -> None:
    task = asyncio.create_task(run("announce_and_sleep", announcements.path))
    child, grandchild, _ = await asyncio.to_thread(announcements.next)

    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

    assert task.cancelled()
    assert await gone(child, grandchild)


@on_linux
async def test_a_timeout_kills_what_the_child_started(announcements: Announcements) -> None:
    limits = ChildLimits(wall_seconds=4)
    task = asyncio.create_task(run("announce_and_sleep", announcements.path, limits))
    child, grandchild, _ = await asyncio.to_thread(announcements.next)

    outcome = await task

    assert isinstance(outcome, Ended)
    assert outcome.reason == "timed_out"
    assert await gone(child, grandchild)


@on_linux
async def test_an_answer_that_a_stray_process_may_go_on_writing_is_not_trusted(
    announcements: Announcements,
) -> None:
    outcome = await run("leave_a_stray", announcements.path)
    (stray,) = await asyncio.to_thread(announcements.next)
    os.kill(stray, signal.SIGKILL)

    assert isinstance(outcome, Ended)
    assert outcome.reason == "crashed"


@on_linux
async def test_neither_descriptors_nor_zombies_are_left() -> None:
    await run("echo")
    await asyncio.sleep(0.5)  # what it was lent is closed a moment after its answer
    server = children_of(os.getpid())
    descriptors = open_descriptors(os.getpid())
    server_descriptors = [open_descriptors(pid) for pid in server]

    for function in ("echo", "crash", "fail", "describe"):
        await asyncio.gather(*(run(function, "argument") for _ in range(5)))
    cancelled = [asyncio.create_task(run("sleep")) for _ in range(5)]
    await asyncio.sleep(0.1)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*cancelled, return_exceptions=True)
    await run("echo")

    assert open_descriptors(os.getpid()) == descriptors
    assert children_of(os.getpid()) == server
    assert await settled(lambda: all(not children_of(pid) for pid in server))
    assert await settled(lambda: [open_descriptors(pid) for pid in server] == server_descriptors)


@on_linux
async def test_a_killed_fork_server_takes_its_children_along_and_is_replaced(
    announcements: Announcements,
) -> None:
    task = asyncio.create_task(run("announce_and_sleep", announcements.path))
    child, grandchild, server = await asyncio.to_thread(announcements.next)

    os.kill(server, signal.SIGKILL)
    outcome = await task
    os.kill(grandchild, signal.SIGKILL)

    assert outcome == Ended("crashed", "the process that starts children ended")
    assert await gone(child)
    assert await run("echo", "again") == Finished((b'"again"',))


@on_linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_parent_takes_server_and_children_along(
    announcements: Announcements, how: signal.Signals
) -> None:
    script = (
        "import asyncio, sys\n"
        "from folioscope.outbound.process import run_limited\n"
        f"asyncio.run(run_limited('{FUNCTIONS}:announce_and_sleep', sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", script, announcements.path]
    with subprocess.Popen(command, env=ENVIRONMENT) as parent:
        pids = announcements.next()
        parent.send_signal(how)

    assert asyncio.run(gone(*pids))


def test_a_script_without_a_main_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import asyncio\n"
        "from folioscope.outbound.process import run_limited\n"
        "print('script')\n"
        f"print(asyncio.run(run_limited('{FUNCTIONS}:echo', 1)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == ["script", "Finished(records=(b'1',))"]
    assert done.stderr == ""


def test_one_server_serves_several_event_loops() -> None:
    outcomes = [asyncio.run(run("echo", number)) for number in range(3)]

    assert outcomes == [Finished((str(number).encode(),)) for number in range(3)]
