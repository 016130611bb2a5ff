"""Real files that broke other parsers, against what other readers found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.parsing_gold import STATUS_OF_CODE, Gold, Outcome, Score, golds_in
from folioscope.backends.parsers.port import Unreadable
from folioscope.backends.parsers.sandbox import FileReader

TORTURE = (Path(__file__).resolve().parents[3] / "../shared/data/torture").resolve()
SETS = golds_in(TORTURE)

pytestmark = pytest.mark.skipif(not SETS, reason="the shared files are not here")


async def outcome(reader: FileReader, gold: Gold) -> Outcome:
    try:
        reading = await reader.read(gold.file, gold.file.name)
    except Unreadable as refused:
        return Outcome(refused=STATUS_OF_CODE.get(refused.code, refused.code))
    pages = [page for document in reading.documents for page in document.pages]
    return Outcome([(page.number, page.text) for page in pages])


async def test_files_that_broke_other_parsers_are_read_or_refused_as_they_should_be() -> None:
    reader, score = FileReader(), Score()
    for golds in SETS.values():
        for gold in golds:
            score.add(gold, await outcome(reader, gold))

    assert score.status.percent >= 98, score.misses
    assert score.need.percent >= 99, score.misses
    assert score.phrases.percent >= 94, score.misses
    assert score.page_marks.percent >= 98, score.misses
    assert score.deleted_only.percent == 100, score.misses
