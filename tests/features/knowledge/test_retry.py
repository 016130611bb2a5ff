"""A document that failed is read once more from its stored file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.features.accounts.repository import Users
from folioscope.features.knowledge.tables import Document, KnowledgeBase, PageText, StoredFile
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.tables import Run
from tests.backends.parsers import made_files
from tests.opened_program import Program, same_for_all
from tests.opened_terminal import CommandLine

ADA = "Ada ran Kubernetes in production."
REASON = {"code": "stopped", "message": "It was stopped."}


async def documents(program: Program, kb: str = "people") -> dict[str, Any]:
    listed = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    return {document["path"]: document for document in listed}


async def fail(database: Database, document_id: str) -> None:
    """Leave of a document what a broken-off reading might."""
    async with database.write() as session:
        document = await session.get_one(Document, document_id)
        document.state, document.reason, document.staged = "failed", REASON, 0
        connection = await session.connection()
        await connection.exec_driver_sql("DELETE FROM chunks")


@pytest.fixture
async def ada(program: Program) -> str:
    """The id of a document that failed although its file can be read; a page of it is left."""
    await program.fill("people", {"ada.txt": ADA})
    document_id: str = (await documents(program))["ada.txt"]["document_id"]
    await fail(program.database, document_id)
    return document_id


async def retry(program: Program, document_id: str) -> Any:
    started = await program.post(f"/api/documents/{document_id}/retry", 202)
    return (await program.outcome(started["run_id"]))["result"]


async def test_what_failed_for_a_passing_cause_is_found_afterwards(
    program: Program, ada: str
) -> None:
    assert (await program.get(f"/api/documents/{ada}"))["reason"] == REASON
    response = await program.client.post(f"/api/documents/{ada}/retry")
    assert response.status_code == 202
    run_id = response.json()["run_id"]
    assert response.headers["Location"] == f"/api/runs/{run_id}"
    events = await program.events(run_id)
    assert "progress" in {event.type for event in events}
    assert (await program.outcome(run_id))["result"] == {"added": 1, "failed": [], "chunks": 1}
    shown = await program.get(f"/api/documents/{ada}")
    assert (shown["state"], shown["reason"]) == ("ready", None)
    assert [hit["text"] for hit in await program.search("people", "Kubernetes")] == [ADA]


async def test_what_cannot_be_read_fails_again_and_says_why(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    await program.add("people", {"locked.pdf": made_files.encrypted_pdf()})
    before = (await documents(program))["locked.pdf"]
    again = await retry(program, before["document_id"])
    assert again == {
        "added": 0,
        "failed": [{"path": "locked.pdf", **before["reason"]}],
        "chunks": 0,
    }
    after = (await documents(program))["locked.pdf"]
    assert (after["document_id"], after["state"]) == (before["document_id"], "failed")


async def test_a_record_that_failed_is_read_with_all_that_failed_beside_it(
    program: Program,
) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    lines = [json.dumps({"id": name, "text": f"{name} sails."}) for name in ("ada", "bob", "cy")]
    await program.add("people", {"all.jsonl": "\n".join([*lines, "{no"]).encode()})
    before = await documents(program)
    (broken,) = [path for path, found in before.items() if found["state"] == "failed"]
    kept = before["all.jsonl#ada"]["document_id"]
    async with program.database.write() as session:
        for name in ("bob", "cy"):
            row = await session.get_one(Document, before[f"all.jsonl#{name}"]["document_id"])
            row.state, row.reason, row.staged = "failed", REASON, 0
            await session.delete(await session.get_one(PageText, (row.id, 1, 0)))
        connection = await session.connection()
        await connection.exec_driver_sql(f"DELETE FROM chunks WHERE document_id <> '{kept}'")
    told = await retry(program, before["all.jsonl#bob"]["document_id"])
    assert (told["added"], [found["path"] for found in told["failed"]]) == (2, [broken])
    after = await documents(program)
    assert after[broken]["reason"] == before[broken]["reason"]
    assert {path: found["document_id"] for path, found in after.items()} == {
        path: found["document_id"] for path, found in before.items()
    }
    assert len(await program.search("people", "sails")) == 3


async def test_what_was_deleted_of_the_file_does_not_come_back(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    lines = [json.dumps({"id": name, "text": f"{name} sails."}) for name in ("ada", "bob", "cy")]
    await program.add("people", {"all.jsonl": "\n".join([*lines, "{no", "{nor"]).encode()})
    before = await documents(program)
    paths = ("all.jsonl#cy", "all.jsonl#line-5")
    for path in paths:
        address = f"/api/kbs/people/documents?document={before[path]['document_id']}"
        assert (await program.client.delete(address)).status_code == 204
    await fail(program.database, before["all.jsonl#bob"]["document_id"])
    assert (await retry(program, before["all.jsonl#bob"]["document_id"]))["added"] == 1
    assert (await documents(program)).keys() == before.keys() - set(paths)


async def test_a_record_that_is_in_the_file_no_more_fails_and_says_so(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    lines = [json.dumps({"id": name, "text": f"{name} sails."}) for name in ("ada", "bob")]
    await program.add("people", {"all.jsonl": "\n".join(lines).encode()})
    document_id = (await documents(program))["all.jsonl#bob"]["document_id"]
    await fail(program.database, document_id)
    async with program.database.write() as session:
        row = await session.get_one(Document, document_id)
        row.key, row.path = "eve", "all.jsonl#eve"
    told = await retry(program, document_id)
    assert [found["code"] for found in told["failed"]] == ["not_in_file"]
    assert (await documents(program))["all.jsonl#eve"]["state"] == "failed"


async def test_what_has_not_failed_is_left_alone(program: Program) -> None:
    await program.fill("people", {"ada.txt": ADA})
    document_id = (await documents(program))["ada.txt"]["document_id"]
    runs = await program.rows("SELECT id FROM runs")
    refused = await program.post(f"/api/documents/{document_id}/retry", 409)
    assert refused["code"] == "document_not_failed"
    assert "“ada.txt” has not failed" in refused["detail"]
    assert await program.rows("SELECT id FROM runs") == runs


async def test_it_is_read_once_however_often_that_is_asked(program: Program, ada: str) -> None:
    headers = {"Idempotency-Key": "once"}
    path = f"/api/documents/{ada}/retry"
    answers = [await program.client.post(path, headers=headers) for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    await program.outcome(answers[0].json()["run_id"])
    assert (await program.post(path, 409))["code"] == "document_not_failed"


async def test_while_its_base_is_rebuilt_it_is_refused(program: Program, ada: str) -> None:
    async with program.database.write() as session:
        base = await session.get_one(KnowledgeBase, (await program.get("/api/kbs/people"))["kb_id"])
        session.add(
            Run(
                owner_id=base.owner_id, actor_kind="local", actor_id=base.owner_id,
                kind="knowledge.rebuild", subject=base.id, status="waiting",
            )
        )  # fmt: skip
    refused = await program.post(f"/api/documents/{ada}/retry", 409)
    assert refused["code"] == "rebuild_active"
    assert (await documents(program))["ada.txt"]["state"] == "failed"


async def test_what_is_anothers_looks_like_what_is_not_there(program: Program, ada: str) -> None:
    missing = same_for_all(await program.post("/api/documents/nobody/retry", 404))
    async with program.database.write() as session:
        friend = await Users(session, LOCAL).add("friend")
        stranger = await Users(session, Principal("user", friend.id)).add("stranger")
        document = await session.get_one(Document, ada)
        document.owner_id = stranger.id
        assert (await session.get_one(StoredFile, document.file_id)).size == len(ADA)
    foreign = same_for_all(await program.post(f"/api/documents/{ada}/retry", 404))
    assert foreign == {**missing, "detail": missing["detail"].replace("nobody", ada)}


async def test_a_command_reads_all_that_failed_once_more_or_one_document(
    program: Program, ada: str
) -> None:
    assert program.unix_socket is not None
    line = CommandLine(program.unix_socket, program.client.headers["Authorization"].split()[1])
    lines = ["{no", "[also not", json.dumps({"id": "bob", "text": "Bob bakes."})]
    await program.add("people", {"all.jsonl": "\n".join(lines).encode()})
    told = (await line.succeed("kb", "retry", "people", "ada.txt", "--json")).json
    assert told == {"added": 1, "failed": [], "chunks": 1}
    all_of_them = await line.succeed("kb", "retry", "people")
    assert all_of_them.out == "0 can be found now, 2 failed again.\n"
    for path in ("all.jsonl#line-1", "all.jsonl#line-2"):
        assert path in all_of_them.told
    nothing = await line.succeed("kb", "retry", "people", "ada.txt")
    assert nothing.out == "Nothing of that in “people” has failed.\n"
    unknown = await line.run("kb", "retry", "people", "eve.txt")
    assert "There is no document “eve.txt” in “people”." in unknown.told
