"""What stands in a safety copy about itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Header(BaseModel):
    """The first part of an archive: what reads it, and what it is of."""

    format: Literal[1] = 1
    version: str = Field(description="of the program")
    revision: str = Field(description="of the schema")
    engine: Literal["sqlite", "postgresql"]
    made_at: datetime


class Part(BaseModel):
    """One part of an archive, as it must be."""

    bytes: int
    sha256: str
    rows: int = 0


class Manifest(BaseModel):
    """The last part: all others. Where it is missing, the archive was cut short."""

    parts: dict[str, Part]
    lost: list[str] = Field(description="digests of files that rows name and nobody has")

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.rows for part in self.parts.values())

    @property
    def files(self) -> int:
        """Files that are in it."""
        return sum(name.startswith("files/") for name in self.parts)
