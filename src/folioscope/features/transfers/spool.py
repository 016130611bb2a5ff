"""Places on disk for archives that come or go: only so many at once, and none outlives its use."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from folioscope.errors import BackendBusy, BackendFailed

PLACES = 4
RETRY_SECONDS = 10
LOCK = ".lock"


class TooManyTransfers(BackendBusy):
    """As many exports and imports are under way as this process does at once."""

    code = "too_many_transfers"


class SpoolFailed(BackendFailed):
    """The folder for archives that come or go cannot be written, or its disk is full."""

    code = "spool_failed"


class Spool:
    """Hands out folders of their own, each locked by the process that uses it."""

    def __init__(self, folder: Path, places: int = PLACES) -> None:
        self._folder = folder
        self._places = places
        self._taken = 0

    @contextmanager
    def place(self) -> Iterator[Path]:
        """An empty folder, gone afterwards; ``TooManyTransfers``."""
        if self._taken >= self._places:
            msg = f"{self._places} exports and imports are under way; try again when one has ended."
            raise TooManyTransfers(msg, RETRY_SECONDS)
        self._taken += 1
        try:
            with self.told():
                path, lock = self._make()
            try:
                yield path
            finally:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)
        finally:
            self._taken -= 1

    def clear(self) -> None:
        """Delete what processes left that are dead."""
        for path in self._folder.glob("[!.]*"):
            with suppress(OSError):  # in use, or gone by now
                lock = os.open(path / LOCK, os.O_RDWR)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path)
                finally:
                    os.close(lock)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say of what goes wrong with the disk where that was."""
        try:
            yield
        except OSError as error:
            msg = f"Nothing can be written under {self._folder}: {error.strerror or error}."
            raise SpoolFailed(msg) from error

    def _make(self) -> tuple[Path, int]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Locked under a name that nobody clears, and only then given one that somebody may.
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=self._folder))
        lock = os.open(made / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made.rename(made.with_name(made.name.removeprefix(".new-"))), lock
