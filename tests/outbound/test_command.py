"""Commands: what they are given, how their output comes, and that nothing of them stays."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from folioscope.outbound.command import COMPLAINT_BYTES, Command, Running, running
from tests.outbound.watched_processes import gone, is_running, on_linux

ROOT = Path(__file__).resolve().parents[2]
IGNORE_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
# The command stays until its child has spoken: with its end the child is ended, too.
FORKS = (
    "import os, sys, time\n"
    "spoken, speaking = os.pipe()\n"
    "if os.fork() == 0:\n"
    "    {flee}\n"
    "    print(os.getpid(), flush=True)\n"
    "    os.close(speaking)\n"
    "    time.sleep(60)\n"
    "os.close(speaking)\n"
    "os.read(spoken, 1)\n"
)


def python(code: str, folder: Path, text: bytes = b"") -> Command:
    return Command((sys.executable, "-c", code), {"PATH": os.defpath}, folder, text)


async def output_of(command: Running) -> bytes:
    pieces = []
    while piece := await command.read():
        pieces.append(piece)
    return b"".join(pieces)


async def test_a_command_reads_its_text_and_answers(tmp_path: Path) -> None:
    text = os.urandom(2_000_000)
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    async with running(python(code, tmp_path, text)) as command:
        assert await output_of(command) == text
        assert await command.ended(60) == 0


async def test_output_comes_as_it_is_written(tmp_path: Path) -> None:
    code = "import sys; print(1, flush=True); sys.stdin.read(); import time; time.sleep(60)"
    async with running(python(code, tmp_path)) as command:
        assert await command.read() == b"1\n"
        assert command.exit_code is None


async def test_a_command_that_never_reads_does_not_stop_anyone(tmp_path: Path) -> None:
    async with running(python("print('done')", tmp_path, b"x" * 2_000_000)) as command:
        assert await output_of(command) == b"done\n"


async def test_the_environment_is_what_the_caller_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY", "secret")
    code = "import json, os; print(json.dumps([dict(os.environ), os.getcwd()]))"
    async with running(python(code, tmp_path)) as command:
        environment, folder = json.loads(await output_of(command))
    assert environment.keys() - {"LC_CTYPE"} == {"PATH"}
    assert folder == str(tmp_path)


@on_linux
async def test_a_command_inherits_no_descriptor(tmp_path: Path) -> None:
    code = "import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])"
    inheritable = os.dup2(1, 100)
    try:
        async with running(python(code, tmp_path)) as command:
            assert await output_of(command) == b"[0, 1, 2]\n"
    finally:
        os.close(inheritable)


async def test_the_exit_code_is_told(tmp_path: Path) -> None:
    async with running(python("raise SystemExit(42)", tmp_path)) as command:
        assert await command.read() == b""
        assert await command.ended(60) == 42


async def test_a_signal_that_ended_it_is_told(tmp_path: Path) -> None:
    async with running(python("import os; os.kill(os.getpid(), 9)", tmp_path)) as command:
        assert await command.ended(60) == -signal.SIGKILL


async def test_a_program_that_cannot_be_run_says_so(tmp_path: Path) -> None:
    missing = Command((str(tmp_path / "none"),), {}, tmp_path, b"")
    async with running(missing) as command:
        assert await command.read() == b""
        assert await command.ended(60) == 127


async def test_of_what_it_complains_only_the_beginning_is_kept(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('first' + 'x' * 1_000_000); print('end')"
    async with running(python(code, tmp_path)) as command:
        assert await output_of(command) == b"end\n"
        await command.ended()
        assert command.complaints.startswith("first")
        assert len(command.complaints) == COMPLAINT_BYTES


@on_linux
@pytest.mark.parametrize("ignoring", ["", IGNORE_TERM])
async def test_t17_what_is_cancelled_is_gone_within_a_second(tmp_path: Path, ignoring: str) -> None:
    code = ignoring + "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    async with running(python(code, tmp_path)) as command:
        pid = int(await command.read())
        assert is_running(pid)
    assert not is_running(pid)


@on_linux
@pytest.mark.parametrize("flee", ["pass", "os.setsid()"], ids=["in its group", "fled"])
async def test_what_a_command_left_running_ends_with_it(tmp_path: Path, flee: str) -> None:
    async with running(python(FORKS.format(flee=flee), tmp_path)) as command:
        left = int(await command.read())
        assert await output_of(command) == b""
        assert await command.ended(60) == 0
        assert await gone(left)


@on_linux
async def test_all_that_it_started_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    code = FORKS.format(flee="os.setsid(); " + IGNORE_TERM + "pass") + "time.sleep(60)"
    async with running(python(code, tmp_path)) as command:
        left = int(await command.read())
    assert not is_running(left)


@on_linux
async def test_a_task_cancelled_twice_leaves_nothing(tmp_path: Path) -> None:
    pids = []

    async def ask() -> None:
        code = IGNORE_TERM + "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
        async with running(python(code, tmp_path)) as command:
            pids.append(int(await command.read()))
            await command.read()

    asking = asyncio.create_task(ask())
    while not pids:
        await asyncio.sleep(0.01)
    asking.cancel()
    await asyncio.sleep(0)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    assert await gone(pids[0])


@on_linux
async def test_an_asker_that_is_killed_leaves_no_command(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from tests.outbound.test_command import python, running\n"
        "from pathlib import Path\n"
        "async def ask():\n"
        "    code = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "    async with running(python(code, Path('.'))) as command:\n"
        "        print(int(await command.read()), flush=True)\n"
        "        await command.read()\n"
        "asyncio.run(ask())\n"
    )
    assert await gone(await asyncio.to_thread(killed_when_it_tells, script, tmp_path))


def killed_when_it_tells(script: str, folder: Path) -> int:
    """The number that a program writes, which is killed then."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=folder, env=environment
    ) as asker:
        assert asker.stdout is not None
        number = int(asker.stdout.readline())
        asker.kill()
    return number


@on_linux
async def test_much_output_is_not_kept(tmp_path: Path) -> None:
    code = "import os\nwhile True: os.write(1, b'x' * 65536)"
    async with running(python(code, tmp_path)) as command:
        taken = 0
        while taken < 50_000_000:
            taken += len(await command.read())
        await asyncio.sleep(0.05)  # nobody reads; the command has to wait
        assert command.exit_code is None


@on_linux
async def test_no_descriptor_and_no_process_is_left(tmp_path: Path) -> None:
    async def once() -> tuple[int, str]:
        async with running(python("print(1)", tmp_path)) as command:
            await output_of(command)
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        return len(list(Path("/proc/self/fd").iterdir())), children

    assert await once() == await once()
