"""Hints that something changed under folders, where a file system tells; looks are the truth."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterable

from watchfiles import Change, watch

from folioscope.features.knowledge.folders import PASSED_OVER

QUIET_MILLISECONDS = 200  # after a change, for the next one to be told with it
LATEST_MILLISECONDS = 2000
WAIT_MILLISECONDS = 1000
PATIENCE_SECONDS = 2.0

log = logging.getLogger(__name__)

Tell = Callable[[set[str]], None]
"""Is called in the event loop with the folders, of those that are listened to, that changed."""


class Hints:
    """Listens to folders in a thread of its own. Where that fails, nobody is told anything."""

    def __init__(self, extensions: frozenset[str], tell: Tell) -> None:
        self._extensions = extensions
        self._tell = tell
        self._folders: frozenset[str] = frozenset()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, folders: Iterable[str]) -> None:
        """Listen to these folders from now on, and to no others."""
        self.stop()
        self._folders, self._stop = frozenset(folders), threading.Event()
        if self._folders:
            arguments = (self._folders, self._stop, asyncio.get_running_loop())
            # A daemon: a folder on a drive that hangs must not keep the process from ending.
            self._thread = threading.Thread(target=self._follow, args=arguments, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stop.set()

    async def aclose(self) -> None:
        """Listen no more, and wait a moment for the end of the thread."""
        self.stop()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, PATIENCE_SECONDS)

    def _follow(
        self,
        folders: frozenset[str],
        stop: threading.Event,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        # Once more in a quiet moment: all, since it takes a while to listen, and new folders,
        # since what came into them at once was not listened to yet.
        again = set(folders)
        try:
            for changes in watch(
                *folders,
                watch_filter=self._matters,
                debounce=LATEST_MILLISECONDS,
                step=QUIET_MILLISECONDS,
                rust_timeout=WAIT_MILLISECONDS,
                stop_event=stop,
                raise_interrupt=False,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                told = {path for _, path in changes} or again
                again = (again | _new_folders(changes)) if changes else set()
                if told:
                    loop.call_soon_threadsafe(self._pass_on, stop, told)
        except (
            OSError,
            RuntimeError,
        ) as error:  # no events here, or no more of them; a closed loop
            log.info("folders are looked at without hints: %s", error)

    def _pass_on(self, stop: threading.Event, paths: set[str]) -> None:
        if not stop.is_set():
            self._tell({folder for folder in self._folders if _is_in(folder, paths)})

    def _matters(self, _change: Change, path: str) -> bool:
        """Whether the path may be that of a file to follow, or of a folder."""
        for folder in self._folders:
            if path.startswith(f"{folder}/"):
                parts = path[len(folder) + 1 :].split("/")
                extension = os.path.splitext(path)[1].lower()  # noqa: PTH122  # of every change
                is_hidden = any(part.startswith(PASSED_OVER) for part in parts)
                if not is_hidden and (not extension or extension in self._extensions):
                    return True
        return path in self._folders


def _new_folders(changes: set[tuple[Change, str]]) -> set[str]:
    return {path for change, path in changes if change is Change.added and os.path.isdir(path)}  # noqa: PTH112


def _is_in(folder: str, paths: set[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for path in paths)
