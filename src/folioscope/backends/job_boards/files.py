"""Offers in a file: JSON lines or CSV, by the names of the fields of an export."""

from __future__ import annotations

import asyncio
import csv
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from folioscope.backends.job_boards.file_rows import read_row
from folioscope.backends.job_boards.normal import posted_since, read_posting
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    Posting,
    PostingGone,
    Unreadable,
)
from folioscope.outbound.storable_json import read_json

MOST_BYTES = 512 * 1024 * 1024
MOST_OF_LINE = 4 * 1024 * 1024
ROWS_AT_ONCE = 500
_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")  # before what a spreadsheet would take for a formula

Rows = Callable[[IO[str]], Iterator[Any]]
"""Reads rows; one that cannot be read is what it is, so that it is told as unreadable."""


class OfferFile:
    """A file that is read anew with each listing."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach, rows: Rows) -> None:
        if not config.path:
            raise BoardMisused("A file of offers needs its path.")
        self._path = Path(config.path)
        self._opened = reach.open_held if config.held else _regular
        self._rows = rows

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once, in the order of the file."""
        opened = await asyncio.to_thread(self._open)
        seen: set[str] = set()
        number = 0
        with opened:
            rows = self._rows(opened)
            while batch := await asyncio.to_thread(self._some, rows):
                for row in batch:
                    number += 1
                    found = read_posting(row, read_row, number)
                    if found.source_id not in seen and posted_since(found, since):
                        seen.add(found.source_id)
                        yield found

    async def read(self, source_id: str) -> Posting:
        """One offer, looked for from the beginning of the file."""
        async for found in self.list_offers(None):
            if isinstance(found, Posting) and found.source_id == source_id:
                return found
        raise PostingGone(f"{self._path.name} does not have the offer “{source_id[:100]}”.")

    async def aclose(self) -> None:
        """There is nothing to let go of."""

    def _open(self) -> IO[str]:
        """Open a regular file of a size that is read; anything else is refused."""
        name = self._path.name
        try:
            opened = self._opened(self._path)
            if os.fstat(opened.fileno()).st_size > MOST_BYTES:
                opened.close()
                raise BoardRefused(f"{name} is larger than {MOST_BYTES >> 20} MB.")
            return TextIOWrapper(opened, encoding="utf-8-sig", newline="")
        except OSError as error:
            raise BoardRefused(f"{name} cannot be read: {error.strerror}.") from error

    def _some(self, rows: Iterator[Any]) -> list[Any]:
        try:
            return list(islice(rows, ROWS_AT_ONCE))
        except UnicodeDecodeError as error:
            raise BoardRefused(f"{self._path.name} is no text in UTF-8.") from error
        except (csv.Error, OSError) as error:
            raise BoardRefused(f"{self._path.name} cannot be read: {error}.") from error


def _regular(path: Path) -> BinaryIO:
    if not path.is_file():
        raise BoardRefused(f"There is no file {path}.")
    return path.open("rb")


def open_json_lines(config: BoardConfig, reach: BoardReach) -> OfferFile:
    """A file with one JSON object a line."""
    return OfferFile(config, reach, _json_rows)


def open_csv(config: BoardConfig, reach: BoardReach) -> OfferFile:
    """A file with the names of the fields in its first line, apart by “,”, “;” or tabs."""
    return OfferFile(config, reach, _csv_rows)


def _json_rows(opened: IO[str]) -> Iterator[Any]:
    while line := opened.readline(MOST_OF_LINE):
        if not line.strip():
            continue
        try:
            yield read_json(line)
        except ValueError:
            yield line[:100]


def _csv_rows(opened: IO[str]) -> Iterator[Any]:
    header = opened.readline(MOST_OF_LINE)
    separator = max(",;\t", key=header.count)
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=separator), [])]
    csv.field_size_limit(MOST_OF_LINE)
    for row in csv.reader(opened, delimiter=separator):
        if row:
            yield dict(zip(names, (_GUARD.sub("", cell) for cell in row), strict=False))
