"""Knowledge bases over HTTP: made, listed, shown, filled, emptied."""

from __future__ import annotations

import pytest

from tests.opened_program import Program

PEOPLE = {"ada.txt": "Ada runs Kubernetes.", "cv/bob.md": "Bob bakes sourdough bread."}


async def test_a_base_is_made_and_shown_by_name_and_by_id(program: Program) -> None:
    made = await program.post("/api/kbs", 201, {"name": "people", "chunk_size": 300})
    assert made["name"] == "people"
    assert (made["chunk_size"], made["chunk_overlap"]) == (300, 150)
    assert made["model"] == "all-MiniLM-L6-v2"
    assert (made["documents"], made["ready"], made["failed"], made["chunks"]) == (0, 0, 0, 0)
    assert await program.get("/api/kbs/people") == made
    assert await program.get(f"/api/kbs/{made['kb_id']}") == made
    assert await program.get("/api/kbs") == {"kbs": [made]}


async def test_a_name_is_given_once(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "café"})
    problem = await program.post("/api/kbs", 409, {"name": "cafe\u0301"})
    assert problem["code"] == "kb_exists"
    assert "café" in problem["detail"]


@pytest.mark.parametrize(
    "name", ["../../etc", "..", ".", "a/b", "a\\b", "/etc", " ", "-x", "a..b", "x" * 65, "a\nb"]
)
async def test_a_name_that_looks_like_a_path_is_refused(program: Program, name: str) -> None:
    problem = await program.post("/api/kbs", 422, {"name": name})
    assert problem["code"] in ("kb_name_invalid", "invalid_request")
    assert (await program.get("/api/kbs"))["kbs"] == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "x", "model": "nobody-made-this"},
        {"name": "x", "chunk_size": 10},
        {"name": "x", "chunk_size": 100, "chunk_overlap": 90},
        {"name": "x", "unheard": 1},
        {},
    ],
)
async def test_a_base_that_cannot_be_is_refused(
    program: Program, wanted: dict[str, object]
) -> None:
    await program.post("/api/kbs", 422, wanted)
    assert (await program.get("/api/kbs"))["kbs"] == []


async def test_an_unknown_base_is_not_there_for_anybody(program: Program) -> None:
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/documents"),
        ("DELETE", "/documents?document=x"),
        ("POST", "/rebuild"),
    ):
        problem = await program.ask(method, f"/api/kbs/nope{path}", 404)
        assert problem["code"] == "kb_not_found"
        assert "nope" in problem["detail"]
    parts = [("files", ("a.txt", b"text"))]
    await program.ask("POST", "/api/kbs/nope/documents", 404, files=parts)
    await program.ask("POST", "/api/kbs/nope/rebuild", 404, files=parts)
    await program.post("/api/search", 404, {"query": "x", "kb": "nope"})
    await program.post("/api/threads", 404, {"kbs": ["nope"]})
    await program.assert_nothing_half_stored()


async def test_documents_are_listed_by_path_a_page_at_a_time(program: Program) -> None:
    await program.fill("people", PEOPLE)
    first = await program.get("/api/kbs/people/documents", limit=1)
    assert [found["path"] for found in first["documents"]] == ["ada.txt"]
    second = await program.get("/api/kbs/people/documents", limit=1, after=first["next"])
    (bob,) = second["documents"]
    assert (bob["path"], bob["document"], bob["state"]) == ("cv/bob.md", "bob.md", "ready")
    assert (bob["reason"], bob["kind"]) == (None, "document")
    third = await program.get("/api/kbs/people/documents", limit=1, after=second["next"])
    assert third == {"documents": [], "next": None}


async def test_a_removed_document_is_not_found_from_the_next_search_on(program: Program) -> None:
    await program.fill("people", PEOPLE)
    assert (await program.search("people", "sourdough"))[0]["path"] == "cv/bob.md"
    await program.ask("DELETE", "/api/kbs/people/documents", 204, params={"document": "cv/bob.md"})
    assert [hit["path"] for hit in await program.search("people", "sourdough")] == ["ada.txt"]
    problem = await program.ask(
        "DELETE", "/api/kbs/people/documents", 404, params={"document": "cv/bob.md"}
    )
    assert problem["code"] == "document_not_found"
    await program.assert_nothing_half_stored()


async def test_a_deleted_base_leaves_nothing_and_its_name_is_free(program: Program) -> None:
    await program.fill("people", PEOPLE)
    await program.search("people", "bread")
    await program.ask("DELETE", "/api/kbs/people", 204)
    await program.get("/api/kbs/people", 404)
    for table in ("documents", "chunks", "pages", "files"):
        assert await program.rows(f"SELECT * FROM {table}") == []  # ours
    await program.assert_kept(set())
    await program.fill("people", {"new.txt": "Somebody else."})
    assert [hit["path"] for hit in await program.search("people", "bread")] == ["new.txt"]


async def test_a_file_that_two_bases_hold_stays_until_both_are_gone(program: Program) -> None:
    await program.fill("one", {"ada.txt": PEOPLE["ada.txt"]})
    await program.fill("two", {"other.txt": PEOPLE["ada.txt"]})
    kept = await program.blobs()
    assert len(kept) == 1
    await program.ask("DELETE", "/api/kbs/one", 204)
    await program.assert_kept(kept)
    assert (await program.search(None, "Kubernetes"))[0]["kb"] == "two"
    await program.ask("DELETE", "/api/kbs/two", 204)
    await program.assert_kept(set())
