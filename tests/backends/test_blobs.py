"""What every store of files keeps to, whoever else has it open."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from folioscope.backends.blobs.port import (
    BlobMissing,
    Blobs,
    FileTooLarge,
    FileUnreadable,
)
from folioscope.backends.registry import load
from folioscope.platform.database.engine import driver_address, parse_url
from tests.backends.contested_file import (
    CONTEST,
    MEGABYTE,
    Rows,
    contend,
    content_of,
    open_blobs,
    put,
    unnamed,
)
from tests.running_program import ROOT

KINDS = {"sqlite": ("disk", "shared"), "postgres": ("postgres",)}
Opener = Callable[..., Blobs]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    kinds = KINDS[metafunc.config.getoption("--database")]
    if "elsewhere" in metafunc.fixturenames:  # a store that several processes have open
        metafunc.parametrize("kind", [kind for kind in kinds if kind != "disk"])
    elif "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", kinds)


@pytest.fixture
def place(kind: str, database_url: str, tmp_path: Path) -> str:
    """Where the files are, as the backend is told."""
    return driver_address(parse_url(database_url)) if kind == "postgres" else f"{tmp_path}/files"


@pytest.fixture
def rows(kind: str, place: str, tmp_path: Path) -> Rows:
    made = Rows(place if kind == "postgres" else f"{tmp_path}/rows.db")
    made.prepare(4)
    return made


@pytest.fixture
def opened(kind: str, place: str) -> Iterator[Opener]:
    """Opens the same files as often as asked."""
    with ExitStack() as stack:

        def opening(**options: float) -> Blobs:
            blobs = open_blobs(kind, place, **options)
            stack.callback(blobs.close)
            return blobs

        yield opening


@pytest.fixture
def blobs(opened: Opener) -> Blobs:
    return opened()


@pytest.fixture
def elsewhere(opened: Opener) -> Blobs:
    """The same files as another process has them open."""
    return opened()


@pytest.mark.parametrize("size", [0, 5, MEGABYTE, 2 * MEGABYTE + 1])
def test_a_file_is_kept_under_its_digest(blobs: Blobs, size: int) -> None:
    content = os.urandom(size)
    stored = put(blobs, content)

    assert (stored.digest, stored.size) == (hashlib.sha256(content).hexdigest(), size)
    assert content_of(blobs, stored.digest) == content
    assert blobs.digests() == [stored.digest]


def test_the_same_bytes_are_kept_once_and_each_arrival_is_pinned(blobs: Blobs) -> None:
    first, second = put(blobs), put(blobs)
    assert first.pin != second.pin
    assert blobs.digests() == [first.digest]
    blobs.unpin([first])
    blobs.unpin([first])
    blobs.remove(first.digest, unnamed)
    assert blobs.digests() == [first.digest]


def test_another_process_reads_what_is_put_and_removes_no_more_than_it_may(
    blobs: Blobs, elsewhere: Blobs
) -> None:
    stored = put(blobs)
    assert content_of(elsewhere, stored.digest) == b"hello"
    elsewhere.remove(stored.digest, unnamed)
    assert elsewhere.digests() == [stored.digest]
    blobs.unpin([stored])
    elsewhere.remove(stored.digest, lambda digest: digest == stored.digest)
    assert elsewhere.digests() == [stored.digest]
    elsewhere.remove(stored.digest, unnamed)
    assert blobs.digests() == []
    for store in (blobs, elsewhere):
        with pytest.raises(BlobMissing), store.local_path(stored.digest):
            raise AssertionError


def written(folder: Path) -> list[str]:
    """The files that a store on the disk has made there, but for its locks."""
    files = [path for path in (folder / "files").rglob("*") if path.is_file()]
    return [path.name for path in files if path.parent.name != "locks"]


class Endless(io.RawIOBase):
    """Never ends, and counts how much of it was wanted."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return b"x" * size


def test_a_file_that_is_too_large_is_read_no_further_and_leaves_nothing(
    blobs: Blobs, tmp_path: Path
) -> None:
    stream = Endless()
    with pytest.raises(FileTooLarge, match="3 MB"):
        blobs.put(stream, 3 * MEGABYTE)  # type: ignore[arg-type]  # reading is all it can

    assert stream.given <= 4 * MEGABYTE
    assert blobs.digests() == []
    assert written(tmp_path) == []


@pytest.mark.parametrize(
    ("broken", "told"), [(LookupError(), LookupError), (OSError(5, "damaged"), FileUnreadable)]
)
def test_a_file_that_breaks_off_leaves_nothing(
    blobs: Blobs, tmp_path: Path, broken: Exception, told: type[Exception]
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise broken

    with pytest.raises(told):
        blobs.put(Broken(), 100)
    assert blobs.digests() == []
    assert written(tmp_path) == []


def test_what_comes_again_while_it_is_removed_is_there_afterwards(blobs: Blobs) -> None:
    stored = put(blobs)
    blobs.unpin([stored])
    coming = threading.Thread(target=put, args=(blobs,))

    def is_named(digest: str) -> bool:
        coming.start()
        coming.join(0.3)  # it waits, or it is done and must be seen
        return False

    blobs.remove(stored.digest, is_named)
    coming.join()
    assert content_of(blobs, stored.digest) == b"hello"


def test_a_pin_of_a_dead_process_ends(opened: Opener) -> None:
    blobs = opened(pin_seconds=0)
    stored, other = put(blobs), put(blobs, b"other")
    blobs.remove(stored.digest, unnamed)
    assert blobs.digests() == [other.digest]

    blobs.tidy()
    patient = opened()
    patient.remove(other.digest, unnamed)
    assert patient.digests() == []


async def test_a_parser_reads_what_is_kept(blobs: Blobs) -> None:
    stored = put(blobs, b"Ada runs Kubernetes.")
    with blobs.local_path(stored.digest) as path:
        reading = await load("parsers", "sandbox")().read(path, "ada.txt")
    assert reading.documents[0].pages[0].text == "Ada runs Kubernetes."


def test_threads_that_put_name_and_remove_one_file_never_miss_its_bytes(
    blobs: Blobs, rows: Rows
) -> None:
    with ThreadPoolExecutor(4) as threads:
        contests = [threads.submit(contend, blobs, rows, owner, 100) for owner in range(1, 5)]
    for contest in contests:
        contest.result()
    assert blobs.digests() == []


def test_processes_that_put_name_and_remove_one_file_never_miss_its_bytes(
    kind: str, place: str, rows: Rows, elsewhere: Blobs
) -> None:
    processes = [
        subprocess.Popen(
            [*CONTEST, kind, place, rows.address, str(owner), "100"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for owner in range(1, 4)
    ]
    told = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], told
    assert elsewhere.digests() == []
