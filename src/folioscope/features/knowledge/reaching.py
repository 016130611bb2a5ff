"""Files and folders opened by paths without links: gone down to, so that no link leads away."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def reach(real: Path) -> int:
    """Open a path without links from folder to folder; ``OSError`` where there is one after all."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    with _gone_down(real.anchor, real.parts[1:-1]) as folder:
        found = os.open(real.name, flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise OSError(errno.EINVAL, "It is no file")
    return found


def reach_folder(real: Path) -> int:
    """Open a folder to be listed, as ``reach`` does a file."""
    with _gone_down(real.anchor, real.parts[1:]) as folder:
        return os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)


@contextmanager
def _gone_down(anchor: str, names: Iterable[str]) -> Iterator[int]:
    beside = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW
    folder = os.open(anchor, beside)
    try:
        for name in names:
            above, folder = folder, os.open(name, beside, dir_fd=folder)
            os.close(above)
        yield folder
    finally:
        os.close(folder)
