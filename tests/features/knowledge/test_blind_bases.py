"""Blind bases over HTTP: what they answer tells of nobody, and who unmasks is written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.backends.parsers import made_files
from tests.features.knowledge.blind_cvs import ENGLISH
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel

CV = "cvs/margaret-oconnell.txt"
SECRETS = ("argaret", "onnell", "Ruiz", "0123", "LS1", "1987", "Irish")
PDF = made_files.pdf([[(50, 800, 12, "Ada Lovelace"), (50, 700, 12, "Analyst, ada@x.example")]])


@pytest.fixture
async def blind(program: Program) -> Program:
    """A program with the blind base “people”, which holds one CV."""
    await program.post("/api/kbs", 201, {"name": "people", "blind": {}})
    await program.add("people", {CV: ENGLISH.encode()})
    return program


async def only(program: Program, kb: str = "people") -> dict[str, Any]:
    (document,) = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    found: dict[str, Any] = document
    return found


async def put(program: Program, path: str, status: int, body: object) -> Any:
    return await program.ask("PUT", path, status, json=body)


async def mask(program: Program, blinding: dict[str, bool] | None) -> None:
    started = await put(program, "/api/kbs/people/blind", 202, {"blind": blinding})
    assert (await program.outcome(started["run_id"]))["result"]["failed"] == []


async def unmasked(program: Program) -> list[tuple[Any, ...]]:
    asked = "SELECT action, subject_kind, detail FROM audit ORDER BY id"
    return [(row[0], row[1], _plain(row[2])) for row in await program.rows(asked)]


def _plain(detail: Any) -> Any:
    return json.loads(detail) if isinstance(detail, str) else detail


async def test_nothing_that_is_shown_of_a_document_tells_whose_it_is(blind: Program) -> None:
    document = await only(blind)
    path = f"/api/documents/{document['document_id']}"
    shown = [
        document,
        await blind.get(path),
        await blind.get(f"{path}/text"),
        await blind.get(f"{path}/facts"),
        await blind.search("people", "data engineer with Kafka"),
        await blind.search("people", "Margaret O'Connell-Ruiz"),
        await blind.get("/api/kbs/people"),
    ]
    told = json.dumps(shown, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in told] == []
    assert "PostgreSQL" in told
    label = f"Candidate {document['document_id'][:12]}"
    assert [document[name] for name in ("document", "path", "title")] == [label] * 3
    assert shown[1]["masked"] is True
    assert (shown[1]["file"], shown[1]["digest"]) == (label, None)


async def test_nothing_of_a_person_is_stored_beside_the_file(blind: Program) -> None:
    kept = [
        str(row)
        for table in ("pages", "chunks", "facts", "findings", "masks")
        for row in await blind.rows(f"SELECT * FROM {table}")
    ]
    assert [secret for secret in SECRETS if secret in "\n".join(kept)] == []


async def test_events_of_an_upload_name_no_file(blind: Program) -> None:
    told = str(await blind.rows("SELECT data FROM run_events"))
    assert "margaret" not in told


async def test_a_page_tells_where_it_is_masked(blind: Program) -> None:
    document = await only(blind)
    page = await blind.get(f"/api/documents/{document['document_id']}/text")
    masks = {page["text"][mask["start"] : mask["end"]] for mask in page["masks"]}
    assert {"[name]", "[email]", "[birth date]"} <= masks


async def test_the_file_is_given_only_to_who_asks_for_it_unmasked(blind: Program) -> None:
    document = await only(blind)
    path = f"/api/documents/{document['document_id']}"
    refused = await blind.get(f"{path}/file", 403)
    assert refused["code"] == "document_masked"
    assert await unmasked(blind) == []
    answer = await blind.client.get(f"{path}/file", params={"unmasked": "true"})
    assert (answer.status_code, answer.text) == (200, ENGLISH)
    assert (await blind.get(path, unmasked="true"))["file"] == CV
    assert await unmasked(blind) == [
        ("unmask", "document", {"seen": "file"}),
        ("unmask", "document", {"seen": "name"}),
    ]


async def test_pictures_of_pages_are_drawn_only_unmasked(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people", "blind": {}})
    await program.add("people", {"ada.pdf": PDF})
    path = f"/api/documents/{(await only(program))['document_id']}/pages/1.png"
    assert (await program.get(path, 403))["code"] == "document_masked"
    assert (await program.client.get(path, params={"unmasked": "true"})).status_code == 200
    assert await unmasked(program) == [("unmask", "document", {"seen": "page"})]


async def test_documents_of_other_bases_are_shown_as_ever(program: Program) -> None:
    await program.fill("people", {CV: ENGLISH})
    document = await only(program)
    path = f"/api/documents/{document['document_id']}"
    assert (await program.client.get(f"{path}/file")).text == ENGLISH
    shown = await program.get(path, unmasked="true")
    assert (shown["file"], shown["masked"]) == (CV, False)
    assert await unmasked(program) == []


async def test_a_base_is_made_blind_and_seeing_again_by_reading_it_anew(program: Program) -> None:
    await program.fill("people", {CV: ENGLISH})
    before = await only(program)
    await mask(program, {"schools": True, "graduation_years": False})
    masked = await only(program)
    assert masked["document_id"] == before["document_id"]
    assert masked["path"].startswith("Candidate ")
    text = (await program.get(f"/api/documents/{masked['document_id']}/text"))["text"]
    assert "[school]" in text
    assert (await program.get("/api/kbs/people"))["blind"]["schools"] is True
    await mask(program, None)
    after = await only(program)
    assert (after["path"], after["document"]) == (CV, "margaret-oconnell.txt")
    assert "Margaret" in (await program.get(f"/api/documents/{after['document_id']}/text"))["text"]
    assert await program.rows("SELECT * FROM masks") == []
    assert [row[:2] for row in await unmasked(program)] == [("blind", "kb"), ("unblind", "kb")]


async def test_a_changed_file_takes_the_place_of_the_one_of_its_name(blind: Program) -> None:
    before = await only(blind)
    await blind.add("people", {CV: ENGLISH.replace("Airflow", "Dagster").encode()})
    after = await only(blind)
    assert after["document_id"] != before["document_id"]
    assert await blind.search("people", "Dagster")


async def test_a_file_that_cannot_be_read_is_not_named(blind: Program) -> None:
    added = await blind.add("people", {"margaret-broken.pdf": b"%PDF-1.4 nothing"})
    (failed,) = added["failed"]
    assert failed["path"].startswith("Candidate ")
    assert "margaret" not in json.dumps(failed)
    assert "margaret" not in json.dumps(await blind.get("/api/kbs/people/documents"))


async def test_an_export_of_a_blind_base_has_its_files_only_unmasked(blind: Program) -> None:
    refused = await blind.get("/api/kbs/people/export", 403)
    assert refused["code"] == "document_masked"
    masked = await blind.client.get("/api/kbs/people/export", params={"files": "false"})
    assert masked.status_code == 200
    assert not any(secret.encode() in masked.content for secret in (*SECRETS, "margaret"))
    whole = await blind.client.get("/api/kbs/people/export", params={"unmasked": "true"})
    assert ENGLISH.encode() in whole.content
    assert await unmasked(blind) == [("unmask", "kb", {"seen": "file"})]
    started = await blind.client.post(
        "/api/kbs/import", params={"name": "back"}, content=masked.content
    )
    await blind.outcome(started.json()["run_id"])
    assert (await blind.get("/api/kbs/back"))["blind"] is not None
    assert (await only(blind, "back"))["path"].startswith("Candidate ")


async def test_a_model_that_is_asked_for_sections_sees_masked_text(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ["I would rather not."]
    await talking_program.post("/api/kbs", 201, {"name": "people", "blind": {}})
    await talking_program.add("people", {CV: ENGLISH.encode()})
    (prompt,) = scripted_model.prompts
    asked = str(prompt)
    assert "[name]" in asked
    assert [secret for secret in SECRETS if secret in asked] == []


async def test_what_a_base_is_for_decides_whether_it_can_be_blind(blind: Program) -> None:
    async with blind.database.write() as session:
        await session.execute(text("UPDATE bases SET purpose = 'offers'"))
    refused = await put(blind, "/api/kbs/people/blind", 409, {"blind": None})
    assert refused["code"] == "kb_not_maskable"


async def test_foreign_bases_and_documents_are_not_there(blind: Program) -> None:
    for path in ("/api/kbs/others/blind", "/api/kbs/others/keep"):
        body = {"blind": None} if path.endswith("blind") else {}
        assert (await put(blind, path, 404, body))["code"] == "kb_not_found"
    assert (await blind.get("/api/documents/none/file", 404, unmasked="true"))["code"] == (
        "document_not_found"
    )
    assert await unmasked(blind) == []


async def test_how_long_a_base_keeps_is_set_and_taken_back(program: Program) -> None:
    made = {"name": "people", "keep_days": 30, "keep_until": "2999-12-31"}
    base = await program.post("/api/kbs", 201, made)
    assert (base["keep_days"], base["keep_until"]) == (30, "2999-12-31")
    base = await put(program, "/api/kbs/people/keep", 200, {"keep_days": 7})
    assert (base["keep_days"], base["keep_until"]) == (7, None)
    base = await put(program, "/api/kbs/people/keep", 200, {})
    assert (base["keep_days"], base["keep_until"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"keep_until": "2020-01-01"}, "keep_until_past"),
        ({"keep_days": 0}, "invalid_request"),
        ({"keep_days": 10**9}, "invalid_request"),
        ({"keep_until": "soon"}, "invalid_request"),
        ({"keep": 3}, "invalid_request"),
    ],
)
async def test_what_cannot_be_kept_so_long_is_refused(
    program: Program, body: dict[str, Any], code: str
) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    refused = await put(program, "/api/kbs/people/keep", 422, body)
    assert refused["code"] == code
    assert (await program.get("/api/kbs/people"))["keep_days"] is None


async def test_who_somebody_was_said_to_be_is_not_told_once_the_base_is_blind(
    program: Program,
) -> None:
    await program.fill("people", {CV: ENGLISH})
    wanted = {"document_id": (await only(program))["document_id"]}
    resume = await program.post("/api/resumes", 201, wanted)
    path = f"/api/resumes/{resume['resume_id']}"
    said = {"name": "Peggy Corrected", "email": "peggy@corrected.example", "label": "Builder"}
    edited = resume["resume"] | {"basics": resume["resume"]["basics"] | said}
    await put(program, path, 200, {"resume": edited})
    await mask(program, {})
    shown = [
        await program.get(path),
        await program.get("/api/resumes"),
        (await program.client.get(f"{path}/export")).text,
        (await program.client.get(f"{path}/export")).headers["Content-Disposition"],
        await program.post("/api/matches", 200, {"resumes": [resume["resume_id"]],
                           "job": {"title": "Engineer", "text": "- Kafka required"}}),
        await program.post(f"{path}/read", 409, {}),
    ]  # fmt: skip
    told = json.dumps(shown, ensure_ascii=False)
    assert [one for one in (*SECRETS, "Peggy", "corrected.example") if one in told] == []
    assert "Builder" in told


async def test_a_resume_of_a_blind_base_is_compared_and_coached_as_nobodys(blind: Program) -> None:
    document = (await only(blind))["document_id"]
    resume = await blind.post("/api/resumes", 201, {"document_id": document})
    job = {"title": "Data engineer", "text": "- Kafka required\n- Python"}
    matched = {"resumes": [resume["resume_id"]], "job": job}
    files = [
        (await blind.client.post("/api/matches/file", params={"format": kind}, json=matched)).text
        for kind in ("csv", "html")
    ]
    wanted = {"profile": resume["resume_id"], "job_title": job["title"], "job_text": job["text"]}
    begun = await blind.post("/api/chat/start", 200, wanted)
    path = f"/api/chat/{begun['session_id']}"
    shown = [
        resume,
        *files,
        begun,
        await blind.post(f"{path}/letter", 200, {}),
        await blind.post(f"{path}/cv", 200, {}),
        await blind.get(path),
        await blind.post("/api/erasures/preview", 200, {"document": {"document": document}}),
        await blind.post("/api/erasures/preview", 200, {"person": {"name": "Margaret Ruiz"}}),
    ]
    told = json.dumps(shown, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in told] == []
    events = str(await blind.rows("SELECT data FROM run_events"))
    assert [secret for secret in SECRETS if secret in events] == []


async def test_a_file_of_many_that_is_to_be_erased_is_not_named(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people", "blind": {}})
    rows = [{"name": "Margaret Ruiz", "text": "cooks"}, {"name": "Zoe Quill", "text": "bakes"}]
    content = "\n".join(map(json.dumps, rows)).encode()
    await program.add("people", {"margaret-and-zoe.jsonl": content})
    documents = (await program.get("/api/kbs/people/documents"))["documents"]
    wanted = {"document": {"document": documents[0]["document_id"]}}
    problem = await program.post("/api/erasures/preview", 409, wanted)
    assert problem["code"] == "file_shared"
    assert "argaret" not in json.dumps(problem)
