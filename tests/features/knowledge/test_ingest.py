"""Files handed in over HTTP become documents that are found, or say why they did not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.backends.parsers import made_files
from tests.opened_program import Program

ADA = b"Ada Byron runs Kubernetes in production."


def bad_files(folder: Path) -> dict[str, tuple[bytes, str]]:
    """A file of every bad kind, and the code it is refused with."""
    whole = made_files.pdf([[(50, 800, 12, "a page that is cut off")]])
    return {
        "encrypted.pdf": (made_files.encrypted_pdf(), "encrypted"),
        "truncated.pdf": (whole[:60], "damaged"),
        "image-only.pdf": (made_files.pdf([[]]), "no_text"),
        "zero.pdf": (b"", "empty_file"),
        "blank.txt": (b" \n\n ", "no_text"),
        "program.pdf": (b"\x7fELF" + bytes(2000), "not_this_format"),
        "bomb.docx": (made_files.bomb(folder / "bomb.docx", 150).read_bytes(), "zip_bomb"),
        "long.pdf": (made_files.pdf([[]] * 2000), "too_many_pages"),
        "binary.txt": (bytes(range(256)) * 50, "not_text"),
        "sheet.xlsx": (b"PK\x03\x04", "unsupported_kind"),
        "no-extension": (b"text", "unsupported_kind"),
    }


@pytest.mark.slow
async def test_every_bad_file_is_named_with_its_cause_and_the_rest_goes_on(
    program: Program, tmp_path: Path
) -> None:
    bad = bad_files(tmp_path)
    await program.post("/api/kbs", 201, {"name": "mixed"})
    files = {"ada.txt": ADA, **{name: content for name, (content, _) in bad.items()}}
    accepted = await program.upload("mixed", files)
    result = (await program.outcome(accepted["run_id"]))["result"]
    assert (result["added"], result["chunks"]) == (1, 1)

    refused = {found["path"]: found for found in [*accepted["refused"], *result["failed"]]}
    assert {name: found["code"] for name, found in refused.items()} == {
        name: code for name, (_, code) in bad.items()
    }
    assert all(name in found["message"] for name, found in refused.items())
    assert [hit["path"] for hit in await program.search("mixed", "Kubernetes")] == ["ada.txt"]
    listed = (await program.get("/api/kbs/mixed/documents"))["documents"]
    assert {found["path"]: found["state"] for found in listed} == {
        **dict.fromkeys(bad, "failed"),
        "ada.txt": "ready",
    }
    await program.assert_nothing_half_stored()


async def test_text_in_another_encoding_is_read(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    latin = "Élodie a géré des équipes à Besançon.".encode("cp1252")
    result = await program.add("kb", {"latin.txt": latin})
    assert (result["added"], result["failed"]) == (1, [])
    (hit,) = await program.search("kb", "équipes")
    assert hit["text"] == latin.decode("cp1252")


async def test_the_same_content_is_kept_once_under_whatever_name(program: Program) -> None:
    await program.fill("kb", {"ada.txt": ADA.decode()})
    for name in ("ada.txt", "copy of ada.txt"):
        again = await program.upload("kb", {name: ADA})
        assert (again["run_id"], again["accepted"], again["unchanged"]) == (None, 0, 1)
    assert (await program.get("/api/kbs/kb"))["documents"] == 1
    assert len(await program.blobs()) == 1


async def test_the_same_content_twice_in_one_upload_is_one_document(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    accepted = await program.upload("kb", {"a.txt": ADA, "b.txt": ADA})
    assert (accepted["accepted"], accepted["unchanged"]) == (1, 1)
    assert (await program.outcome(accepted["run_id"]))["result"]["added"] == 1


async def test_a_changed_file_takes_the_place_of_the_old_one(program: Program) -> None:
    await program.fill("kb", {"cv.txt": "Ada bakes sourdough.", "other.txt": "Nothing else."})
    await program.add("kb", {"cv.txt": b"Ada sails boats."})
    found = {hit["path"]: hit["text"] for hit in await program.search("kb", "sourdough boats")}
    assert found["cv.txt"] == "Ada sails boats."
    assert "sourdough" not in json.dumps(found)
    assert (await program.get("/api/kbs/kb"))["documents"] == 2
    await program.assert_nothing_half_stored()


async def test_a_bad_file_may_be_sent_again(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    for _ in range(2):
        result = await program.add("kb", {"zero.txt": b""})
        assert [found["code"] for found in result["failed"]] == ["empty_file"]
    assert (await program.get("/api/kbs/kb"))["failed"] == 1
    await program.add("kb", {"zero.txt": ADA})
    base = await program.get("/api/kbs/kb")
    assert (base["documents"], base["ready"], base["failed"]) == (1, 1, 0)


async def test_each_line_of_jsonl_is_a_document_and_broken_ones_are_named(
    program: Program,
) -> None:
    lines = [
        '{"id": "1", "title": "Go developer", "text": "Writes Go services in Lyon."}',
        '{"id": "2", "title": "broken',
        '{"id": "3", "title": "Nurse", "text": "Works nights in intensive care."}',
        '{"id": "1", "title": "Twice", "text": "The same id again."}',
        '{"id": "4", "title": "", "text": " "}',
    ]
    await program.post("/api/kbs", 201, {"name": "jobs"})
    result = await program.add("jobs", {"offers.jsonl": "\n".join(lines).encode()})
    assert result["added"] == 2
    codes = sorted(found["code"] for found in result["failed"])
    assert codes == ["bad_line", "duplicate_id", "empty_record"]
    assert all("offers.jsonl" in found["message"] for found in result["failed"])
    hit = (await program.search("jobs", "intensive care nights"))[0]
    assert hit["path"] == "offers.jsonl#3"
    assert (await program.get("/api/kbs/jobs"))["ready"] == 2
    await program.assert_nothing_half_stored()


async def test_names_sent_beside_the_files_are_labels_and_open_nothing(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    names = [
        "../../etc/passwd.txt",
        "C:\\cv\\bob.txt",
        "\ud800.txt",
        "a\u0000b.txt",
        "..",
        "\u0000",
    ]
    parts = [("files", ("file", f"Person {n}.".encode())) for n in range(len(names))]
    accepted = await program.ask(
        "POST", "/api/kbs/kb/documents", 202, files=parts, data={"names": json.dumps(names)}
    )
    assert [found["code"] for found in accepted["refused"]] == ["path_invalid"] * 2
    await program.outcome(accepted["run_id"])
    listed = (await program.get("/api/kbs/kb/documents"))["documents"]
    expected = ["?.txt", "C:/cv/bob.txt", "ab.txt", "etc/passwd.txt"]
    assert [found["path"] for found in listed] == expected


@pytest.mark.parametrize("names", ["[", "{}", '["only one"]', "[1, 2]", "null"])
async def test_names_that_do_not_fit_the_files_are_refused(program: Program, names: str) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    parts = [("files", ("a", b"a")), ("files", ("b", b"b"))]
    problem = await program.ask(
        "POST", "/api/kbs/kb/documents", 422, files=parts, data={"names": names}
    )
    assert problem["code"] == "names_invalid"
    await program.assert_nothing_half_stored()


async def test_a_cancelled_upload_keeps_what_is_done_and_names_the_rest(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPTED_EMBEDDING_SECONDS", "0.5")
    await program.post("/api/kbs", 201, {"name": "kb"})
    long = " ".join(f"word{number}" for number in range(3600))
    files = {f"{number:02}.txt": f"Person {number}. {long}".encode() for number in range(14)}
    accepted = await program.upload("kb", files)
    while (await program.get("/api/kbs/kb"))["ready"] == 0:
        await asyncio.sleep(0.02)
    await program.post(f"/api/runs/{accepted['run_id']}/cancel", 200)
    frames = await program.events(accepted["run_id"])
    assert [frame.type for frame in frames[-2:]] == ["cancelled", "done"]
    result = frames[-2].data["result"]
    assert 0 < result["added"] < 14
    assert len(result["failed"]) == 14 - result["added"]
    assert {found["code"] for found in result["failed"]} == {"stopped"}
    base = await program.get("/api/kbs/kb")
    assert (base["ready"], base["chunks"]) == (result["added"], result["chunks"])
    await program.assert_nothing_half_stored()
    monkeypatch.setenv("SCRIPTED_EMBEDDING_SECONDS", "0")
    again = await program.add("kb", files)
    assert again["added"] == 14 - result["added"]


async def test_searches_go_on_while_documents_come_and_go(program: Program) -> None:
    await program.fill("kb", {"stays.txt": "Ada stays."})

    async def churn(number: int) -> None:
        name = f"{number}.txt"
        for turn in range(3):
            await program.add("kb", {name: f"Visitor {number} in turn {turn}.".encode()})
            query = {"document": name}
            await program.ask("DELETE", "/api/kbs/kb/documents", 204, params=query)

    async def look() -> None:
        for _ in range(20):
            paths = [hit["path"] for hit in await program.search("kb", "Ada stays visitor")]
            assert "stays.txt" in paths

    await asyncio.gather(*(churn(number) for number in range(3)), look(), look())
    assert [hit["path"] for hit in await program.search("kb", "visitor")] == ["stays.txt"]
    await program.assert_nothing_half_stored()
