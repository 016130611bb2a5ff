"""Real files that broke other parsers, against what other readers found in them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from folioscope.backends.parsers.port import Unreadable
from folioscope.backends.parsers.sandbox import FileReader

TORTURE = (Path(__file__).resolve().parents[3] / "../shared/data/torture").resolve()
GOLDS = sorted(TORTURE.glob("*.gold.jsonl"))
STATUS = {
    "no_text": "no-text",
    "encrypted": "encrypted",
    "damaged": "corrupt",
    "empty_file": "corrupt",
    "not_this_format": "corrupt",
}
LONG_WORD = re.compile(r"[^\W\d_]{3}")

pytestmark = pytest.mark.skipif(not GOLDS, reason="the shared files are not here")


@dataclass
class Score:
    """How a file was read: as well as it should, and how many of its words were found."""

    name: str
    status_agrees: bool
    words_found: float | None
    deleted_words: list[str]


async def score(reader: FileReader, file: Path, gold: dict[str, Any]) -> Score:
    try:
        reading = await reader.read(file, file.name)
        text = "\n".join(page.text for one in reading.documents for page in one.pages)
        # Who made the lists does not count words of one or two letters.
        status = "ok" if LONG_WORD.search(text) else "no-text"
    except Unreadable as refused:
        text, status = "", STATUS.get(refused.code, refused.code)
    words = set(re.findall(r"[\w’]+", text.lower()))
    need = gold.get("need", [])
    found = sum(word in words for word in need) / len(need) if need else None
    deleted = [word for word in gold.get("deleted_only", []) if word in words]
    return Score(file.name, status == gold["status"], found, deleted)


async def test_files_that_broke_other_parsers_are_read_or_refused_as_they_should_be() -> None:
    reader = FileReader()
    scores = []
    for golds in GOLDS:
        folder = golds.with_name(golds.name.removesuffix(".gold.jsonl"))
        for line in golds.read_text().splitlines():
            gold = json.loads(line)
            scores.append(await score(reader, folder / gold["file"], gold))

    recalls = [one.words_found for one in scores if one.words_found is not None]
    disagreeing = [one.name for one in scores if not one.status_agrees]
    assert len(disagreeing) <= 3, disagreeing
    assert sum(recalls) / len(recalls) >= 0.95
    assert not [one for one in scores if one.deleted_words]
