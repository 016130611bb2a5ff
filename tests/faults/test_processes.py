"""Processes that are stopped, and machines whose disk or clock plays tricks."""

from __future__ import annotations

import asyncio
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner, post
from tests.faults.conftest import MakeWorld
from tests.faults.knowledge import make_base, search, upload
from tests.faults.processes import start
from tests.faults.world import World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
LONG = "{{words=60 gap=0.05}}"
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static long offset(void) {
    static volatile long *shared;
    if (!shared) {
        int file = open(getenv("CLOCK_FILE"), O_RDONLY);
        shared = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    }
    return *shared;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += offset();
    return code;
}
int gettimeofday(struct timeval *now, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
    int code = real(now, zone);
    now->tv_sec += offset();
    return code;
}
time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
"""


async def test_stopped_with_twenty_runs_on_their_way(world: World) -> None:
    server = await world.start()
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(20)]
    watches = [world.follow(posted, manner=Manner(until_tokens=2)) for posted in posts]
    seen = await asyncio.gather(*watches)
    following = [asyncio.create_task(world.carry_on(watch)) for watch in seen]
    assert await server.stop() == 0
    assert "Traceback" not in server.told()
    await world.start()
    await asyncio.gather(*following)
    assert {watch.seen[-2].type for watch in seen} == {"final"}
    await check(world)


class Clock:
    """The clock of the processes of a world."""

    def __init__(self, folder: Path) -> None:
        source, self.library = folder / "clock.c", folder / "clock.so"
        self.file = folder / "offset"
        source.write_text(CLOCK)
        self.jump(0)
        build = ["cc", "-shared", "-fPIC", "-o", str(self.library), str(source), "-ldl"]
        subprocess.run(build, check=True)

    def jump(self, seconds: int) -> None:
        """Be so far from the true time from now on."""
        with self.file.open("r+b" if self.file.exists() else "w+b") as stream:
            stream.write(struct.pack("l", seconds))


@pytest.mark.parametrize("jumps", [(3600, -7200, 0), (-86_400, 86_400, 0)], ids=["+", "-"])
async def test_the_clock_jumps(make_world: MakeWorld, tmp_path: Path, jumps: list[int]) -> None:
    if shutil.which("cc") is None:
        pytest.skip("a C compiler makes the clock that jumps")
    clock = Clock(tmp_path)
    world = make_world(LD_PRELOAD=str(clock.library), CLOCK_FILE=str(clock.file))
    await world.start()
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(4)]
    posts.append(await world.ask(await world.thread(), "{{words=9 status=500 fails=1}}"))
    following = [asyncio.create_task(world.follow(posted)) for posted in posts]
    for seconds in jumps:
        clock.jump(seconds)
        await asyncio.sleep(0.5)
        posts.append(await world.ask(await world.thread(), "{{words=3}}"))
    await asyncio.gather(*following)
    for posted in posts:
        await world.answered(posted)
    await check(world)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for some megabytes; only root may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_the_disk_is_full_for_a_while(
    make_world: MakeWorld, small_disk: Path, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("the disk of PostgreSQL is another one")
    world = make_world(f"sqlite:///{small_disk / 'folioscope.db'}", folder=small_disk / "world")
    server = await world.start()
    await make_base(world)
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(4)]
    following = [asyncio.create_task(world.follow(posted)) for posted in posts]
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4096)):
            pass
    posted = world.message(posts[0].thread_id, key="full")
    await post(world, world.journal, posted)
    assert posted.status in (409, 503, 507), posted
    await asyncio.sleep(2)
    filler.unlink()
    await asyncio.gather(*following)
    await world.insist(posted)
    await world.answered(posted)
    await upload(world, {"ada.txt": b"Ada runs Kubernetes."})
    await world.settle()
    assert (await search(world, "Kubernetes"))[0]["path"] == "ada.txt"
    assert server.is_running
    await check(world)


async def test_the_folder_is_read_only(make_world: MakeWorld, small_disk: Path) -> None:
    world = make_world(f"sqlite:///{small_disk / 'folioscope.db'}", folder=small_disk / "world")
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    await asyncio.to_thread(subprocess.run, remount, check=True)
    log = small_disk.with_name("log")
    server = start(world.place, "serve", log=log)
    assert await server.ended() in (2, 7, 8)
    assert "error: " in server.told()
    assert str(small_disk) in server.told()
    assert "Traceback" not in server.told()
