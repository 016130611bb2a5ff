"""``truth.jsonl``: a line a CV, added as each is drawn, so that who is interrupted can go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from folioscope.features.samples.truth import Person


class TruthFile:
    """The file that holds what is true of the CVs in a folder; without a path, it holds nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._added: list[str] = []
        self._begun = False

    def lines(self) -> frozenset[str]:
        """The lines that are there, without one that was broken off."""
        if self._path is None or not self._path.is_file():
            return frozenset()
        text = self._path.read_text(encoding="utf-8", errors="replace")
        return frozenset(line for line in text.split("\n")[:-1] if line)

    def worded(self) -> dict[str, Person]:
        """The CVs that models have worded, by what they are kept under."""
        found: dict[str, Person] = {}
        for line in self.lines():
            record = _record_of(line)
            key = record.get("facts", {}).get("wording", {}).get("key")
            if isinstance(key, str):
                found[key] = Person(record["resume"], record["facts"])
        return found

    def add(self, line: str) -> None:
        """Add a line behind what is there."""
        self._added.append(line)
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            # What was broken off ends here, so that this line is a line of its own.
            broken = not self._begun and file.tell() > 0
            file.write(b"\n" * broken + line.encode() + b"\n")
        self._begun = True

    def settle(self) -> None:
        """Keep one line a file: the last order's in its order, behind those of other files."""
        if self._path is None:
            return
        mine = {_file_of(line) for line in self._added}
        others = [line for line in self._in_order() if _file_of(line) not in mine | {""}]
        beside = self._path.with_name(f".{self._path.name}.part")
        try:
            beside.write_bytes("".join(f"{line}\n" for line in [*others, *self._added]).encode())
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)

    def _in_order(self) -> list[str]:
        if self._path is None or not self._path.is_file():
            return []
        text = self._path.read_text(encoding="utf-8", errors="replace")
        return list(dict.fromkeys(line for line in text.split("\n")[:-1] if line))


def _file_of(line: str) -> str:
    """The file that a line is about, "" if it is no such line."""
    file = _record_of(line).get("file")
    return file if isinstance(file, str) else ""


def _record_of(line: str) -> dict[str, Any]:
    """What a line holds, nothing if it is no such line."""
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
