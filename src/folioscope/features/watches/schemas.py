"""Watched folders on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.watches.target import Outcome
from folioscope.platform.api.texts import Text

StateOfFile = Literal["waiting", "reading", "ready", "same", "refused", "failed", "removed", "gone"]
"""What became of a file: to be read, being taken in, found, of the same content as another one, not
taken, not readable, its document removed by somebody, not there any more.
"""


class FolderToWatch(BaseModel):
    """A folder on the server, by its absolute path."""

    model_config = ConfigDict(extra="forbid")

    path: Text = Field(min_length=1, max_length=1000)


class WatchRead(BaseModel):
    """A watched folder, and how many of its files are in each state.

    ``is_followed`` tells whether the server that answers looks at folders by itself.
    """

    watch_id: str
    path: str
    state: str
    reason: dict[str, Any] | None
    by_setting: bool
    files: dict[StateOfFile, int]
    skipped: int
    run_id: str | None
    host: str | None
    looked_at: datetime | None
    is_followed: bool
    seconds: float


class WatchList(BaseModel):
    """The watched folders of a knowledge base, by path."""

    watches: list[WatchRead]


class FilesWanted(BaseModel):
    """Which files of a watched folder to list: those in a state, a page at a time."""

    model_config = ConfigDict(extra="forbid")

    state: StateOfFile | None = None
    limit: int = Field(200, ge=1, le=1000)
    after: Text = ""


class FollowedFileRead(BaseModel):
    """A file of a watched folder. ``is_found`` tells whether a version of it answers."""

    path: str
    state: StateOfFile
    reason: dict[str, Any] | None
    same_as: str | None
    is_found: bool
    size: int
    digest: str | None
    changed_at: datetime


class FollowedFileList(BaseModel):
    """A page of files by path. ``next`` goes into ``after`` for the next page."""

    files: list[FollowedFileRead]
    next: str | None


class LookedAt(BaseModel):
    """What a look at a folder came to, and the run that it started or waits for."""

    outcome: Outcome
    run_id: str | None
