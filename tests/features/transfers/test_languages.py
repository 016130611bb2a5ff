"""An export tells languages; one that does not is asked for them by its texts."""

from __future__ import annotations

import json

from tests.features.transfers.exports import (
    document_line,
    exported,
    imported,
    json_lines,
    lines,
    made_export,
    packed,
    send,
)
from tests.opened_program import Program

FRENCH = "Claire dirige une équipe de développeuses dans une banque à Orléans."


async def languages(program: Program, kb: str) -> list[str | None]:
    documents = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    return [found["language"] for found in documents]


async def test_languages_come_back_with_a_base(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people", "language": "fr"})
    await program.add("people", {"a.txt": FRENCH.encode(), "b.txt": b"C++"})
    files = await exported(program, "people")
    assert json.loads(files["metadata.json"])["language"] == "fr"
    assert [line["language"] for line in json_lines(files["documents.jsonl"])] == ["fr", None]

    await imported(program, packed(files))
    assert (await program.get("/api/kbs/back"))["language"] == "fr"
    assert await languages(program, "back") == ["fr", None]


async def test_an_export_that_tells_no_languages_is_looked_at(program: Program) -> None:
    made = made_export()
    assert "language" not in json.loads(made["metadata.json"])
    await imported(program, packed(made))

    assert (await program.get("/api/kbs/back"))["language"] is None
    assert await languages(program, "back") == [None, "en"]


async def test_what_an_export_tells_is_believed(program: Program) -> None:
    told = lines(document_line(0, language="de"), document_line(1, language="de"))
    await imported(program, packed(made_export(**{"documents.jsonl": told})))

    assert await languages(program, "back") == ["de", "de"]


async def test_an_export_in_no_language_that_is_known_is_refused(program: Program) -> None:
    made = made_export()
    metadata = {**json.loads(made["metadata.json"]), "language": "klingon"}
    status, answer = await send(
        program, packed({**made, "metadata.json": json.dumps(metadata).encode()})
    )

    assert (status, answer["code"]) == (422, "language_unknown")
