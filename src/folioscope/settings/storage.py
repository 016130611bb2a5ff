"""Where everything is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import NoDecode

from folioscope.settings.texts import default_data_dir, expanded, read_folders, read_watched


class Storage(BaseModel):
    """The data folder, the database, and folders of the operator."""

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Folder that holds the database, the uploaded files and the caches.",
    )
    database_url: str | None = Field(
        None, description="postgresql://… to use PostgreSQL; SQLite in the data folder otherwise."
    )
    files_dir: Path | None = Field(
        None,
        description="Folder for uploaded files that every process shares. Without it they are in "
        "the data folder, or in PostgreSQL where that is the database.",
    )
    allowed_roots: Annotated[tuple[Path, ...], NoDecode] = Field(
        (),
        description="Folders that paths named over HTTP may lie in: joined by “:”, or a JSON list.",
    )
    watch: Annotated[tuple[tuple[str, Path], ...], NoDecode] = Field(
        (),
        description="Folders to follow, each for a knowledge base: “base=folder” joined by “:”, or "
        "a JSON object of bases with a folder, or a list of folders, each.",
    )
    watch_seconds: float = Field(
        30, ge=1, description="Seconds after which a watched folder is looked at, at the latest."
    )
    copy_before_upgrade: bool = Field(
        True,
        description="Copy an SQLite database into the folder copies of the data folder before it "
        "is upgraded; the last 3 copies are kept, for 30 days.",
    )
    compact_after_days: int | None = Field(
        30,
        ge=0,
        description="Days after which only the result of a run is kept; “never”, or empty, to "
        "keep all.",
    )
    retention_days: int | None = Field(
        None,
        ge=1,
        description="Days after which untouched conversations are deleted; “never”, or empty, to "
        "keep all.",
    )

    @field_validator("allowed_roots", mode="before")
    @classmethod
    def _read_folders(cls, value: object) -> object:
        return read_folders(value) if isinstance(value, str) else value

    @field_validator("watch", mode="before")
    @classmethod
    def _read_watched(cls, value: object) -> object:
        return read_watched(value) if isinstance(value, str) else value

    @field_validator("data_dir", "files_dir")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path and expanded(path)

    @field_validator("allowed_roots")
    @classmethod
    def _expand_homes(cls, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(expanded(path) for path in paths)

    @field_validator("watch")
    @classmethod
    def _expand_watched(cls, named: tuple[tuple[str, Path], ...]) -> tuple[tuple[str, Path], ...]:
        return tuple((name, expanded(folder)) for name, folder in named)

    @property
    def copies_dir(self) -> Path:
        """Where copies of the database are that were made before upgrades."""
        return self.data_dir / "copies"

    @property
    def upgrade_copies_dir(self) -> Path | None:
        """Where the database is copied before an upgrade; None where it is not."""
        return self.copies_dir if self.copy_before_upgrade else None

    @property
    def database_address(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.data_dir / 'folioscope.db'}"
