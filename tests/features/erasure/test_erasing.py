"""What is erased is found nowhere afterwards: in no table, no file, no memory with a path."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from folioscope.features.evaluation.tables import StoredEvaluation
from folioscope.features.knowledge.tables import Document, KnowledgeBase, StoredFile
from folioscope.features.offers.tables import Board, Offer
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.indexes.caches import Caches
from folioscope.settings.values import Settings
from tests.features.erasure.planted import (
    CV,
    FIRM,
    NAME,
    OTHER_CV,
    asked,
    document_id,
    erased,
    everywhere,
    rows_with,
)
from tests.opened_program import PATIENCE, Program, open_program
from tests.scripted_llm import ScriptedModel

FILE = "cv_quilla_zyzzogeton.md"
CVS = {FILE: CV, "ada.md": OTHER_CV}
ANSWERS = (f"{NAME} welded at {FIRM} [1].",)


@pytest.fixture(autouse=True)
def _small_bases_have_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Caches.__init__, "__defaults__", (2,))


async def given_to(program: Program, user_id: int, kb: str) -> None:
    """Have a base, with all that is in it, be another user's."""
    base_id = (await program.get(f"/api/kbs/{kb}"))["kb_id"]
    async with program.database.write() as session:
        files = select(Document.file_id).where(Document.base_id == base_id)
        for table, which in (
            (KnowledgeBase, KnowledgeBase.id == base_id),
            (StoredFile, StoredFile.id.in_(files)),
            (Document, Document.base_id == base_id),
        ):
            await session.execute(update(table).where(which).values(owner_id=user_id))


async def cached(program: Program) -> None:
    """Wait until the indexes lie on disk."""
    async with asyncio.timeout(PATIENCE):
        while not list(program.data_dir.glob("indexes/*/*/manifest.json")):
            await asyncio.sleep(0.01)


async def test_t28_a_document_is_found_nowhere_once_it_is_erased(talking_program: Program) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    assert await program.search("kb", f"Welder {FIRM}")
    await cached(program)
    scripted = await document_id(program, "kb", FILE)
    thread_id, _ = await asked(program, "Who welded submarines?")
    assert {"documents", "pages", "chunks", "facts", "run_events"} <= await rows_with(program)
    receipt = await erased(program, document={"document": scripted})
    assert await everywhere(program) == []
    assert receipt["erased"].items() >= {"documents": 1, "files": 1, "pages": 1}.items()
    assert (receipt["left"], receipt["cleaned"]["turns"]) == ({"runs": 0, "files_of_others": 0}, 1)
    said = await program.messages(thread_id)
    assert [one["content"] for one in said] == ["[erased]", "[erased]"]
    assert {hit["path"] for hit in await program.search("kb", "baker")} == {"ada.md"}
    await program.get(f"/api/documents/{scripted}", 404)
    await program.post("/api/erasures", 404, {"document": {"document": scripted}})


async def test_turns_before_the_first_that_tells_of_it_stay(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    program = talking_program
    await program.fill("bakers", {"ada.md": OTHER_CV})
    await program.fill("welders", {FILE: CV})
    only = {"kbs": ["bakers"]}
    thread_id = (await program.post("/api/threads", 201, only))["thread_id"]
    scripted_model.pieces = ("She baked bread [1].",)
    _, first = await asked(program, "What did Ada Byron bake?", thread_id)
    scripted_model.pieces = ANSWERS
    path = f"/api/threads/{thread_id}/messages"
    named = {"content": "Who welded submarines?", "kbs": ["welders"]}
    await program.events((await program.post(path, 202, named))["run_id"])
    scripted_model.pieces = ("As I said: her.",)
    await asked(program, "Say that again", thread_id)
    before = await program.stored_events(first)
    await erased(program, document={"document": FILE, "kb": "welders"})
    assert [one["content"] for one in await program.messages(thread_id)] == [
        "What did Ada Byron bake?", "She baked bread [1].", *["[erased]"] * 4,
    ]  # fmt: skip
    assert await program.stored_events(first) == before
    assert (await program.get(f"/api/threads/{thread_id}"))["title"] == "What did Ada Byron bake?"
    assert await everywhere(program) == []


async def test_an_emptied_run_can_be_followed_to_its_end_still(talking_program: Program) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    _, run_id = await asked(program, "Who welded submarines?")
    await erased(program, document={"document": FILE, "kb": "kb"})
    final, done = await program.events(run_id)
    assert (final.type, final.data["text"], final.data["citations"]) == ("final", "[erased]", [])
    assert (done.type, done.data["status"]) == ("done", "done")


async def test_copies_in_other_bases_go_too(program: Program) -> None:
    await program.fill("one", CVS)
    await program.fill("two", {"another name.md": CV})
    receipt = await erased(program, document={"document": FILE, "kb": "one"})
    assert receipt["erased"]["documents"] == 2
    assert receipt["erased"]["files"] == 1
    assert await everywhere(program) == []


async def test_a_file_that_holds_others_too_goes_whole_or_not(program: Program) -> None:
    lines = [f'{{"name": "{NAME}", "text": "{FIRM}"}}', '{"name": "Ada", "text": "bakes bread"}']
    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"people.jsonl": "\n".join(lines).encode()})
    listed = (await program.get("/api/kbs/kb/documents"))["documents"]
    wanted = {"document": listed[0]["document_id"]}
    problem = await program.post("/api/erasures", 409, {"document": wanted})
    assert problem["code"] == "file_shared"
    assert listed[1]["path"] in problem["detail"]
    receipt = await erased(program, document={**wanted, "whole_file": True})
    assert receipt["erased"]["documents"] == 2
    assert await everywhere(program) == []


async def test_a_person_is_found_by_name_in_any_spelling_or_by_mail(program: Program) -> None:
    await program.fill("kb", CVS)
    for wanted in (
        {"name": "Zyzzogeton, QUILLA"},
        {"name": "quilla zyzzogéton"},
        {"email": "Quilla@Zyzzogeton.example"},
    ):
        found = await program.post("/api/erasures/preview", 200, {"person": wanted})
        assert [one["path"] for one in found["documents"]] == [FILE], wanted
        assert found["mentioned_in"] == []
    none = await program.post("/api/erasures/preview", 200, {"person": {"name": "Quilla Other"}})
    assert (none["documents"], none["mentioned_in"], none["resumes"]) == ([], [], 0)
    assert (await program.get("/api/erasures"))["erasures"] == []


async def test_t28_a_person_is_found_nowhere_once_they_are_erased(talking_program: Program) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    await asked(program, f"Is {NAME} a welder?")
    row = StoredResume(owner_id=0, name="", read={}, places={}, edits={"basics": {"name": NAME}})
    report = {"questions": [{"question": f"Who is {NAME}?", "answer": FIRM}, {"answer": "bread"}]}
    evaluation = StoredEvaluation(owner_id=0, name="e", figures=[], report=report)
    board = Board(owner_id=0, actor_kind="local", actor_id=0, name="b", backend="x", config={})
    async with program.database.write() as session:
        session.add_all([row, evaluation, board])
        await session.flush()
        offer = Offer(
            owner_id=0, board_id=board.id, source_id="1", digest="d", title="Welder", remote="no",
            text=f"Call {NAME}.", locations=[], tags=[], missed=0,
            contacts=[{"name": NAME}], raw={"recruiter": NAME, "title": "Welder"},
        )  # fmt: skip
        session.add(offer)
    receipt = await erased(program, person={"name": NAME})
    # Of the firm nobody said that it is a mark of theirs; it goes where it stands beside a name.
    assert await everywhere(program) == []
    assert receipt["erased"]["resumes"] == 1
    assert await program.rows("SELECT title, text FROM offers") == [("Welder", "Call [erased].")]
    async with program.database.read() as session:
        raw = await session.scalar(select(Offer.raw))
        report = await session.scalar(select(StoredEvaluation.report)) or {}
    assert raw == {"recruiter": "[erased]", "title": "Welder"}
    assert report["questions"][1] == {"answer": "bread"}


async def test_documents_of_others_that_mention_a_person_stay_and_are_told(
    program: Program,
) -> None:
    letter = f"Minutes of a meeting.\n\nPresent: Ada Byron, {NAME}, Max Moritz."
    await program.fill("kb", {**CVS, "minutes.md": letter})
    receipt = await erased(program, person={"name": NAME})
    assert receipt["mentioned_in"] == [await document_id(program, "kb", "minutes.md")]
    assert receipt["erased"]["documents"] == 1


async def test_blind_bases_know_no_names_and_are_told(program: Program) -> None:
    await program.fill("seen", {FILE: CV})
    await program.post("/api/kbs", 201, {"name": "masked", "blind": {}})
    await program.add("masked", {"other.md": CV.replace("2015", "2016").encode()})
    found = await program.post("/api/erasures/preview", 200, {"person": {"name": NAME}})
    assert ([one["kb"] for one in found["documents"]], found["not_searched"]) == (
        ["seen"],
        ["masked"],
    )
    narrowed = {"person": {"name": NAME, "kbs": ["seen"]}}
    assert (await program.post("/api/erasures/preview", 200, narrowed))["not_searched"] == []
    receipt = await erased(program, person={"name": NAME})
    masked = await program.get("/api/kbs/masked")
    assert receipt["not_searched"] == [masked["kb_id"]]
    listed = (await program.get("/api/kbs/masked/documents"))["documents"]
    await erased(program, document={"document": listed[0]["document_id"]})
    assert await everywhere(program) == []


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"name": "Quilla"}, "person_unclear"),
        ({"name": "…"}, "person_unclear"),
        ({"email": "quilla"}, "person_unclear"),
        ({}, "person_unclear"),
        ({"name": NAME, "kbs": ["none"]}, "kb_not_found"),
    ],
)
async def test_who_could_be_anybody_is_not_erased(
    program: Program, person: dict[str, Any], code: str
) -> None:
    status = 404 if code == "kb_not_found" else 422
    assert (await program.post("/api/erasures", status, {"person": person}))["code"] == code


async def test_a_request_names_one_thing(program: Program) -> None:
    for body in ({}, {"user_id": 1, "person": {"name": NAME}}, {"document": {"document": "\0"}}):
        await program.post("/api/erasures", 422, body)
        await program.post("/api/erasures/preview", 422, body)


async def test_t28_a_user_goes_with_all_that_is_theirs(talking_program: Program) -> None:
    program = talking_program
    await program.fill("mine", {"ada.md": OTHER_CV})
    user = (await program.post("/api/users", 201, {"name": "guest"}))["user_id"]
    await program.fill("theirs", {FILE: CV})
    await asked(program, "Who welded submarines?")
    await given_to(program, user, "theirs")
    receipt = await erased(program, user_id=user)
    assert receipt["erased"]["users"] == 1
    assert await everywhere(program) == []
    assert await program.rows("SELECT count(*) FROM users") == [(1,)]
    assert {hit["path"] for hit in await program.search("mine", "baker")} == {"ada.md"}
    assert (await program.post("/api/erasures", 404, {"user_id": user}))["code"] == "user_not_found"


async def test_the_person_at_the_machine_is_not_erased(program: Program) -> None:
    problem = await program.post("/api/erasures", 409, {"user_id": 0})
    assert problem["code"] == "local_user_kept"


async def test_a_receipt_names_nobody_and_is_listed(program: Program) -> None:
    await program.fill("kb", CVS)
    receipt = await erased(program, person={"name": NAME})
    assert (await program.get("/api/erasures"))["erasures"] == [receipt]
    assert await program.get(f"/api/erasures/{receipt['erasure_id']}") == receipt
    entries = (await program.get("/api/audit"))["entries"]
    assert [(one["action"], one["subject"]) for one in entries] == [
        ("erase", receipt["erasure_id"])
    ]
    assert entries[0]["detail"]["documents"] == 1
    await program.get("/api/erasures/nope", 404)


@pytest.mark.parametrize("store", ["database", "file"])
async def test_coaching_sessions_with_the_resume_go_with_their_texts(
    settings: Settings, store: str
) -> None:
    chosen = settings.model_copy(update={"coaching_sessions": store, "llm_provider": "openai"})
    async with open_program(chosen) as program:
        told = {"basics": {"name": NAME}, "work": [{"name": FIRM, "position": "Welder"}]}
        row = StoredResume(owner_id=0, name=NAME, read={}, places={}, edits=told)
        async with program.database.write() as session:
            session.add(row)
        body = {"job_text": "Welder wanted for submarines in Lyon, with Python.",
                "message": "Do I fit?", "profile": row.id}  # fmt: skip
        begun = await program.post("/api/chat/start", 200, body)
        assert {"messages", "chunks"} & await rows_with(program)
        receipt = await erased(program, person={"name": NAME})
        assert await everywhere(program) == []
        assert (receipt["erased"]["coaching_sessions"], receipt["erased"]["resumes"]) == (1, 1)
        assert await program.rows("SELECT id FROM bases") == []
        assert begun is not None


async def test_the_file_of_sessions_keeps_nothing_of_one_whose_conversation_went_before(
    settings: Settings,
) -> None:
    chosen = settings.model_copy(update={"coaching_sessions": "file"})
    async with open_program(chosen) as program:
        told = {"basics": {"name": NAME}, "work": [{"name": FIRM, "position": "Welder"}]}
        resume = await program.post("/api/resumes", 201, {"resume": told})
        body = {"job_text": "Welder wanted in Lyon.", "profile": resume["resume_id"]}
        begun = await program.post("/api/chat/start", 200, body)
        await program.ask("DELETE", f"/api/threads/{begun['thread_id']}", 204)
        path = program.data_dir / "coaching-sessions.json"
        assert NAME in path.read_text()
        await erased(program, person={"name": NAME})
        assert await everywhere(program) == []


async def test_what_others_made_of_the_resume_of_a_user_goes_with_the_user(
    program: Program,
) -> None:
    user = (await program.post("/api/users", 201, {"name": "guest"}))["user_id"]
    told = {"basics": {"name": NAME}, "work": [{"name": FIRM, "position": "Welder"}]}
    row = StoredResume(owner_id=user, name=NAME, read={}, places={}, edits=told)
    async with program.database.write() as session:
        session.add(row)
    body = {"job_text": "Welder wanted in Lyon.", "profile": row.id}
    await program.post("/api/chat/start", 200, body)
    receipt = await erased(program, user_id=user)
    assert await everywhere(program) == []
    assert (receipt["erased"]["coaching_sessions"], receipt["erased"]["resumes"]) == (1, 1)
    assert await program.rows("SELECT id FROM bases") == []


async def test_sessions_about_an_erased_document_leave_no_name_behind(program: Program) -> None:
    await program.fill("kb", {"a.md": CV})
    wanted = {"document_id": await document_id(program, "kb", "a.md")}
    resume = await program.post("/api/resumes", 201, wanted)
    body = {"job_text": "Welder wanted in Lyon.", "profile": resume["resume_id"]}
    await program.post("/api/chat/start", 200, body)
    begun = await program.post("/api/chat/start", 200, body)
    await program.ask("DELETE", f"/api/chat/{begun['session_id']}", 204)
    await erased(program, document={"document": wanted["document_id"]})
    assert await everywhere(program) == []
