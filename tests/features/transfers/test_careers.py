"""What is known of CVs comes back with a base: their parts, their data, and their masks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from folioscope.features.knowledge.tables import PageText
from folioscope.features.resumes import service
from folioscope.platform.principal import LOCAL
from tests.features.knowledge.blind_cvs import ENGLISH
from tests.features.knowledge.read_cv import CV
from tests.features.transfers.exports import exported, imported, json_lines, lines, packed
from tests.opened_program import Program

ADA = {
    "basics": {"name": "Ada Byron", "x-motto": None},
    "work": [{"name": "Acme", "startDate": "2019-01", "x-own": {"deep": [1, 2.5, True]}}],
    "x-more": ["é", ""],
}
MASK = {"kind": "name", "page_ordinal": 0, "start": 0, "end": 1}
CVS = {"ada.json": json.dumps(ADA), "marie.txt": CV}


def with_documents(files: Mapping[str, bytes], *changed: dict[str, Any]) -> bytes:
    """The archive of the same export with other lines for its documents."""
    metadata = json.loads(files["metadata.json"])
    documents = lines(*changed)
    metadata["sha256"]["documents.jsonl"] = hashlib.sha256(documents).hexdigest()
    told = {"documents.jsonl": documents, "metadata.json": json.dumps(metadata).encode()}
    return packed({**files, **told})


async def base_id(program: Program, kb: str) -> str:
    return str((await program.get(f"/api/kbs/{kb}"))["kb_id"])


async def profiles(program: Program, kb: str) -> list[Any]:
    """The profiles of the people of a base, as they are read of it."""
    async with program.database.write() as session:
        ids = await service.resumes_of_base(session, LOCAL, await base_id(program, kb))
        return [(await service.profile_of(session, LOCAL, each)).profile for each in ids]


async def parts(program: Program) -> list[Any]:
    """Those of all pages, the earlier base first."""
    async with program.database.read() as session:
        return list(await session.scalars(select(PageText.parts).order_by(PageText.text)))


async def test_profiles_come_back_with_all_that_nobody_knows(program: Program) -> None:
    await program.fill("people", CVS)
    await imported(program, packed(await exported(program, "people")))
    before = await profiles(program, "people")
    assert [one.resume for one in before if "x-more" in one.resume] == [ADA]
    assert await profiles(program, "back") == before


async def test_the_parts_of_pages_come_back_as_they_were(program: Program) -> None:
    await program.fill("people", {"marie.txt": CV})
    await imported(program, packed(await exported(program, "people")))
    first, again = await parts(program)
    assert first == again
    assert {section for _, _, section, _ in first} >= {"experience", "education"}


async def test_an_export_of_before_is_read_without_them(program: Program) -> None:
    await program.fill("people", CVS)
    files = await exported(program, "people")
    documents = json_lines(files["documents.jsonl"])
    for document in documents:
        del document["masks"]
        for page in document["pages"]:
            del page["parts"], page["resume"]
    outcome = await imported(program, with_documents(files, *documents))
    assert outcome["result"]["documents"] == 2
    names = [one.resume["basics"]["name"] for one in await profiles(program, "back")]
    assert names == ["Ada Byron", "Marie Dubois"]


async def test_a_blind_page_shows_its_masks_again(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people", "blind": {}})
    await program.add("people", {"cv.txt": ENGLISH.encode()})
    shown = []
    for kb in ("people", "back"):
        (document,) = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
        page = await program.get(f"/api/documents/{document['document_id']}/text")
        shown.append((page["masks"], page["text"]))
        if kb == "people":
            await imported(program, packed(await exported(program, kb, files="false")))
    assert shown[0] == shown[1]
    masks, text = shown[0]
    assert {mask["kind"] for mask in masks} >= {"name", "email"}
    assert {text[mask["start"] : mask["end"]] for mask in masks} >= {"[name]", "[email]"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"masks": [MASK | {"end": 10**6}]}, "masks beyond the pages"),
        ({"masks": [MASK | {"page_ordinal": 7}]}, "masks beyond the pages"),
        ({"masks": [MASK | {"kind": "<b>"}]}, "masks.0.kind"),
        ({"parts": [[0, 10**6, "experience", None]]}, "parts beyond the pages"),
        ({"parts": [[3, 1, "experience", None]]}, "parts beyond the pages"),
        ({"parts": [[0, 1, "experience", {"__class__": "x"}]]}, "parts.0.3"),
        ({"parts": [[0, 1]]}, "parts.0"),
        ({"resume": {"basics": {"name": "a\0b"}}}, "resume.basics"),
        ({"resume": {"a": [float("inf")]}}, "resume.a"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_place(
    program: Program, changed: dict[str, Any], told: str
) -> None:
    await program.fill("people", {"marie.txt": CV})
    files = await exported(program, "people")
    (line,) = json_lines(files["documents.jsonl"])
    (line if "masks" in changed else line["pages"][0]).update(changed)
    outcome = await imported(program, with_documents(files, line))
    assert told in json.dumps(outcome), outcome
    assert [base["name"] for base in (await program.get("/api/kbs"))["kbs"]] == ["people"]
