"""Models that lie in a folder and are named by its path."""

from __future__ import annotations

from pathlib import Path


def model_folder(name: str) -> Path | None:
    """The folder that a name is the path of, which may begin with “~”; None if it is of none."""
    if not name.strip():
        return None  # as a path that would be the current folder, which nobody asked for
    try:
        folder = Path(name).expanduser()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long, of a user who is not there, with a NUL
        return None
