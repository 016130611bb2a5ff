"""Facts come back with a base; an export that has none leaves its CVs unread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from folioscope.features.knowledge.fact_repository import Facts, Stated
from folioscope.features.knowledge.facts import FACTS_VERSION
from folioscope.platform.principal import LOCAL
from tests.features.knowledge.read_cv import CV
from tests.features.transfers.exports import exported, imported, json_lines, lines, packed
from tests.opened_program import Program


async def facts_in(program: Program, kb: str) -> list[Stated]:
    base_id = str((await program.get(f"/api/kbs/{kb}"))["kb_id"])
    async with program.database.read() as session:
        facts = Facts(session, LOCAL)
        return await facts.of([one.document_id for one in await facts.people([base_id])])


def changed(files: Mapping[str, bytes], line: dict[str, Any]) -> dict[str, bytes]:
    """The same export with another line for its document."""
    metadata = json.loads(files["metadata.json"])
    documents = lines(line)
    metadata["sha256"]["documents.jsonl"] = hashlib.sha256(documents).hexdigest()
    told = {"documents.jsonl": documents, "metadata.json": json.dumps(metadata).encode()}
    return {**files, **told}


async def test_facts_come_back_with_a_base(program: Program) -> None:
    await program.fill("people", {"marie.txt": CV})
    files = await exported(program, "people")
    (line,) = json_lines(files["documents.jsonl"])
    assert line["facts_version"] == FACTS_VERSION
    await imported(program, packed(files))
    stated = [one.fact for one in await facts_in(program, "people")]
    assert len(stated) > 20
    assert [one.fact for one in await facts_in(program, "back")] == stated


async def test_cvs_of_an_export_without_facts_are_unread(program: Program) -> None:
    await program.fill("people", {"marie.txt": CV})
    files = await exported(program, "people")
    (line,) = json_lines(files["documents.jsonl"])
    del line["facts"], line["facts_version"]
    await imported(program, packed(changed(files, line)))
    assert await facts_in(program, "back") == []
    base_id = str((await program.get("/api/kbs/back"))["kb_id"])
    async with program.database.read() as session:
        (marie,) = await Facts(session, LOCAL).people([base_id])
    assert not marie.is_read


async def test_facts_beyond_the_text_are_refused(program: Program) -> None:
    await program.fill("people", {"marie.txt": CV})
    files = await exported(program, "people")
    (line,) = json_lines(files["documents.jsonl"])
    line["facts"][0]["end"] = 10_000
    outcome = await imported(program, packed(changed(files, line)))
    assert "facts beyond the pages" in json.dumps(outcome)
