"""Résumés over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.features.knowledge.read_cv import CV
from tests.opened_program import Program

OWN: dict[str, Any] = {"basics": {"name": "Ada", "label": "Baker"}, "x-own": [1]}


@pytest.fixture
async def marie(program: Program) -> Any:
    """The résumé of a CV in a base."""
    await program.fill("people", {"marie.txt": CV})
    (found,) = (await program.get("/api/resumes", kb="people"))["resumes"]
    return await program.get(f"/api/resumes/{found['resume_id']}")


async def test_a_profile_is_shown_with_the_place_of_each_field(
    program: Program, marie: Any
) -> None:
    assert (marie["name"], marie["label"], marie["kb"]) == (
        "Marie Dubois", "Data Engineer", "people"
    )  # fmt: skip
    assert (marie["source"], marie["is_edited"], marie["edits"]) == ("rules", False, None)
    place = marie["places"]["/work/0/name"]
    page = await program.get(f"/api/documents/{marie['document_id']}/text", page=1)
    assert page["text"][place["start"] : place["end"]] == "Acme Corp"


async def test_a_profile_is_edited_and_had_back(program: Program, marie: Any) -> None:
    address = f"/api/resumes/{marie['resume_id']}"
    wanted = {**marie["resume"], "x-own": {"kept": True}}
    changed = await program.ask("PUT", address, 200, json={"resume": wanted})
    assert (changed["resume"], changed["edits"]) == (wanted, {"x-own": {"kept": True}})
    assert changed["places"] == marie["places"]
    back = await program.ask("DELETE", f"{address}/edits", 200)
    assert (back["resume"], back["is_edited"]) == (marie["resume"], False)


async def test_what_is_no_json_resume_is_refused(program: Program, marie: Any) -> None:
    address = f"/api/resumes/{marie['resume_id']}"
    refused: list[Any] = [
        {"work": {}}, {"work": [{"startDate": "soon"}]}, {"x": "\x00"}, {"basics": []}
    ]  # fmt: skip
    for resume in refused:
        told = await program.ask("PUT", address, 422, json={"resume": resume})
        assert told["code"] == "resume_invalid"
    assert (await program.get(address))["edits"] is None


async def test_half_of_a_surrogate_pair_is_refused(program: Program, marie: Any) -> None:
    body = b'{"resume": {"x": "\\ud800"}}'
    headers = {"Content-Type": "application/json"}
    address = f"/api/resumes/{marie['resume_id']}"
    await program.ask("PUT", address, 422, content=body, headers=headers)


async def test_a_profile_by_hand_is_kept_until_it_is_removed(program: Program) -> None:
    made = await program.post("/api/resumes", 201, {"resume": OWN})
    assert (made["name"], made["source"], made["resume"]) == ("Ada", "hand", OWN)
    address = f"/api/resumes/{made['resume_id']}"
    await program.ask("DELETE", f"{address}/edits", 409)
    await program.ask("PUT", address, 200, json={"resume": {**OWN, "work": []}})
    await program.ask("DELETE", address, 204)
    assert (await program.get(address, 404))["code"] == "resume_not_found"


async def test_the_resume_of_a_document_is_removed_with_it_alone(
    program: Program, marie: Any
) -> None:
    same = await program.post("/api/resumes", 201, {"document_id": marie["document_id"]})
    assert same["resume_id"] == marie["resume_id"]
    told = await program.ask("DELETE", f"/api/resumes/{marie['resume_id']}", 409)
    assert told["code"] == "resume_of_document"
    await program.post("/api/resumes", 422, {})
    await program.post("/api/resumes", 404, {"document_id": "nothing"})


async def test_one_says_which_resume_is_ones_own(program: Program, marie: Any) -> None:
    assert (await program.get("/api/resumes/own", 404))["code"] == "no_own_profile"
    choice = {"resume_id": marie["resume_id"]}
    await program.ask("PUT", "/api/resumes/own", 200, json=choice)
    assert (await program.get("/api/resumes/own"))["name"] == "Marie Dubois"
    await program.ask("PUT", "/api/resumes/own", 404, json={"resume_id": "nothing"})
    await program.ask("PUT", "/api/resumes/own", 200, json={"resume_id": None})
    await program.get("/api/resumes/own", 404)


async def test_a_profile_is_exported(program: Program, marie: Any) -> None:
    address = f"/api/resumes/{marie['resume_id']}/export"
    for kind, media_type, words in (
        ("json", "application/json", '"name": "Marie Dubois"'),
        ("yaml", "application/yaml", "name: Marie Dubois"),
        ("markdown", "text/markdown", "# Marie Dubois"),
    ):
        response = await program.client.get(address, params={"format": kind})
        assert response.headers["content-type"].startswith(media_type)
        assert "attachment" in response.headers["content-disposition"]
        assert words in response.text


async def test_resumes_are_listed_page_by_page(program: Program) -> None:
    await program.fill("people", {f"{n}.txt": CV.replace("Marie", n) for n in ("Ann", "Bea")})
    await program.post("/api/resumes", 201, {"resume": OWN})
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await program.get("/api/resumes", limit=1, after=after)
        names += [one["name"] for one in page["resumes"]]
        after = page["next"]
    assert sorted(names) == ["Ada", "Ann Dubois", "Bea Dubois"]
    assert len((await program.get("/api/resumes", kb="people"))["resumes"]) == 2
    await program.get("/api/resumes", 404, kb="nothing")


async def test_a_file_is_read_without_being_kept(program: Program) -> None:
    content = json.dumps({"basics": {"name": "Ada"}, "x-own": 1}).encode()
    read = await program.ask(
        "POST", "/api/resumes/parse", 200, params={"name": "ada.json"}, content=content
    )
    (ada,) = read["resumes"]
    assert (ada["name"], ada["is_resume"], ada["resume"]["x-own"]) == ("Ada", True, 1)
    assert (await program.get("/api/resumes"))["resumes"] == []


async def test_a_file_that_cannot_be_read_says_why(program: Program) -> None:
    for name, content in (("cv.pdf", b"%PDF-1.4 broken"), ("cv.exe", b"MZ"), ("a.json", b"{")):
        told = await program.ask(
            "POST", "/api/resumes/parse", 422, params={"name": name}, content=content
        )
        assert name in told["detail"]


async def test_without_a_language_model_none_is_asked(program: Program, marie: Any) -> None:
    told = await program.ask("POST", f"/api/resumes/{marie['resume_id']}/read", 409)
    assert told["code"] == "no_language_model"
