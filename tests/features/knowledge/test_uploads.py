"""Uploads over HTTP: what is answered for each file, what a key does, what a lost sender leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from folioscope.features.knowledge import intake_routes
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program

ADA, BOB = b"Ada runs Kubernetes.", b"Bob bakes bread."
TYPE = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture
async def filled(program: Program) -> Program:
    """A program with the base ``kb``, in which Ada is."""
    await program.fill("kb", {"ada.txt": ADA.decode()})
    return program


async def send(program: Program, files: dict[str, bytes], key: str | None = None) -> Any:
    parts = [("files", (name, content)) for name, content in files.items()]
    headers = {} if key is None else {"Idempotency-Key": key}
    return await program.client.post("/api/kbs/kb/documents", files=parts, headers=headers)


async def problem(program: Program, status: int, content: Any) -> Any:
    path = "/api/kbs/kb/documents"
    answer = await program.client.post(path, content=content, headers=TYPE)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.status_code == status == answer.json()["status"]
    return answer.json()["code"]


async def test_the_answer_tells_of_each_file(filled: Program) -> None:
    answer = (await send(filled, {"copy.txt": ADA, "bob.txt": BOB, "..": b"x"})).json()
    assert (answer["accepted"], answer["unchanged"]) == (1, 1)
    (refusal,) = answer["refused"]
    same, new, refused = answer["files"]
    assert refused == {**refusal, "state": "refused", "document_id": None}
    assert (refused["path"], refused["code"]) == ("..", "path_invalid")
    listed = (await filled.get("/api/kbs/kb/documents"))["documents"]
    ids = {one["path"]: one["document_id"] for one in listed}
    told = {"code": None, "message": None}
    assert same == {
        "path": "copy.txt", "document_id": ids["ada.txt"], "state": "unchanged", **told,
    }  # fmt: skip
    assert new == {"path": "bob.txt", "document_id": ids["bob.txt"], "state": "accepted", **told}
    await filled.outcome(answer["run_id"])


async def test_of_very_many_files_only_those_refused_are_listed(
    filled: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_routes, "MOST_LISTED", 2)
    answer = (await send(filled, {"ada.txt": ADA, "bob.txt": BOB, "..": b"x"})).json()
    assert (answer["accepted"], answer["unchanged"]) == (1, 1)
    assert [(one["path"], one["state"]) for one in answer["files"]] == [("..", "refused")]


async def test_a_file_that_is_too_large_is_refused_alone(settings: Settings) -> None:
    async with open_program(settings.model_copy(update={"max_upload_mb": 1})) as program:
        await program.post("/api/kbs", 201, {"name": "kb"})
        files = {"long.txt": b"x" * (2**20 + 1), "bob.txt": BOB}
        answer = (await send(program, files)).json()
        assert answer["accepted"] == 1
        assert [(one["path"], one["code"]) for one in answer["refused"]] == [
            ("long.txt", "file_too_large")
        ]
        await program.outcome(answer["run_id"])
        await program.assert_nothing_half_stored()


async def test_an_upload_that_is_too_large_as_a_whole_is_a_problem(settings: Settings) -> None:
    async with open_program(settings.model_copy(update={"max_upload_mb": 1})) as program:
        await program.post("/api/kbs", 201, {"name": "kb"})
        content = b"x" * (101 * 2**20)
        assert await problem(program, 413, content) == "body_too_large"

        async def undeclared() -> AsyncIterator[bytes]:
            yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
            for _ in range(101):
                yield content[: 2**20]

        assert await problem(program, 413, undeclared()) == "body_too_large"
        await program.assert_kept(set())


async def test_files_that_read_alike_are_both_kept(filled: Program) -> None:
    names = [
        "re\u0301sume\u0301.txt",
        "résumé.txt",
        "cv\n.txt",
        "\u202ecv.txt",
        " .cv.txt",
        "/cv.txt",
    ]
    files = {name: f"File {number}.".encode() for number, name in enumerate(names)}
    result = await filled.add("kb", files)
    assert (result["added"], result["failed"]) == (len(names), [])
    listed = (await filled.get("/api/kbs/kb/documents"))["documents"]
    assert {one["path"] for one in listed} == {
        "ada.txt", "résumé.txt", "résumé (2).txt", "cv.txt", "cv (2).txt", " .cv.txt", "/cv.txt",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--b--\r\n",
        b"--c--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nAda',
        b'--b\r\nContent-Disposition: form-data; filename="a.txt"\r\n\r\nAda\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nAda\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nA\r\n--b--\r\n',
    ],
)
async def test_a_form_that_cannot_be_right_is_a_problem(filled: Program, content: bytes) -> None:
    blobs = await filled.blobs()
    assert await problem(filled, 422, content) in ("form_invalid", "no_files")
    assert await filled.blobs() == blobs


async def test_a_body_that_is_no_form_is_a_problem(filled: Program) -> None:
    answer = await filled.client.post("/api/kbs/kb/documents", json={"files": []})
    assert (answer.status_code, answer.json()["code"]) == (422, "form_invalid")


async def test_an_upload_to_no_base_is_refused_before_anything_is_stored(filled: Program) -> None:
    blobs = await filled.blobs()
    answer = await filled.client.post("/api/kbs/nope/documents", files=[("files", ("a", b"A"))])
    assert (answer.status_code, answer.json()["code"]) == (404, "kb_not_found")
    assert await filled.blobs() == blobs


async def test_a_sender_that_goes_away_leaves_nothing(filled: Program) -> None:
    before = await filled.blobs()
    stored = asyncio.Event()

    async def broken() -> AsyncIterator[bytes]:
        head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%d.txt"\r\n\r\n'
        for number in range(50):
            yield head % number + b"x" * number + b"\r\n"
        while len(await filled.blobs()) <= len(before):
            await asyncio.sleep(0.01)
        stored.set()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await filled.client.post("/api/kbs/kb/documents", content=broken(), headers=TYPE)
    assert stored.is_set()
    await filled.assert_kept(before)
    assert len((await filled.get("/api/kbs/kb/documents"))["documents"]) == 1


async def test_the_same_key_and_files_are_one_run(filled: Program) -> None:
    first = await send(filled, {"bob.txt": BOB}, "k")
    again = await send(filled, {"bob.txt": BOB}, "k")
    assert first.status_code == 202
    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    await filled.outcome(first.json()["run_id"])
    assert (await send(filled, {"bob.txt": BOB}, "k")).json() == first.json()
    assert (await send(filled, {"bob.txt": BOB})).json()["unchanged"] == 1
    for other in ({"bob.txt": ADA}, {"eve.txt": BOB}, {"bob.txt": BOB, "..": b""}):
        refused = await send(filled, other, "k")
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    await filled.assert_nothing_half_stored()


async def test_uploads_with_the_same_key_at_once_are_one_run(filled: Program) -> None:
    answers = await asyncio.gather(*(send(filled, {"bob.txt": BOB}, "k") for _ in range(5)))
    assert len({answer.json()["run_id"] for answer in answers}) == 1
    await filled.outcome(answers[0].json()["run_id"])
    await filled.assert_nothing_half_stored()


async def test_a_rebuild_has_a_key_too_and_tells_what_it_did_not_take(filled: Program) -> None:
    parts = [("files", ("bob.txt", BOB)), ("files", ("..", b"x"))]
    headers = {"Idempotency-Key": "k"}
    answers = [
        await filled.ask("POST", "/api/kbs/kb/rebuild", 202, files=parts, headers=headers)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert [one["path"] for one in answers[0]["refused"]] == [".."]
    assert (await filled.outcome(answers[0]["run_id"]))["result"]["documents"] == 1


async def test_a_rebuild_of_files_none_of_which_is_taken_leaves_the_base(filled: Program) -> None:
    parts = [("files", ("..", b"x"))]
    refused = await filled.ask("POST", "/api/kbs/kb/rebuild", 422, files=parts)
    assert refused["code"] == "no_files"
    assert (await filled.get("/api/kbs/kb"))["ready"] == 1


async def test_a_rebuild_takes_a_model_without_files_however_it_is_sent(filled: Program) -> None:
    for content in ({"data": {"model": "nope"}}, {"files": {"model": (None, "nope")}}):
        refused = await filled.ask("POST", "/api/kbs/kb/rebuild", 422, **content)
        assert "“nope”" in refused["detail"]
    long = await filled.ask("POST", "/api/kbs/kb/rebuild", 422, data={"model": "m" * 501})
    assert long["code"] == "model_invalid"
    plain = await filled.ask("POST", "/api/kbs/kb/rebuild", 202)
    assert (await filled.outcome(plain["run_id"]))["result"]["documents"] == 1


async def test_the_schema_shows_the_forms(program: Program) -> None:
    paths = (await program.get("/openapi.json"))["paths"]
    for path, fields in (
        ("documents", {"files", "names", "withdrawn"}),
        ("rebuild", {"files", "names", "withdrawn", "model", "language"}),
    ):
        route = paths[f"/api/kbs/{{kb}}/{path}"]["post"]
        (schema,) = (one["schema"] for one in route["requestBody"]["content"].values())
        assert set(schema["properties"]) == fields
        assert {"Idempotency-Key", "kb"} == {one["name"] for one in route["parameters"]}


async def test_progress_tells_of_files_and_counts(filled: Program) -> None:
    files = {f"{number}.txt": f"Person {number}.".encode() for number in range(5)}
    accepted = (await send(filled, {**files, "zero.pdf": b""})).json()
    told = [one.data for one in await filled.events(accepted["run_id"]) if one.type == "progress"]
    assert [one["done"] for one in told] == [1, 2, 3, 4, 5, 6, 6]
    assert {one["total"] for one in told} == {6}
    assert {one["path"] for one in told[:-1]} == files.keys() | {"zero.pdf"}
    assert told[-1]["counts"] == {"ready": 5, "failed": 1}
    assert told[0]["stage"] == "reading"
