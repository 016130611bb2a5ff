"""The run in which a language model reads a CV."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.backends.llms.port import RateLimited
from tests.features.knowledge.read_cv import CV
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel

ANSWER = {
    "basics": {"name": "Marie Dubois", "label": "Chief Magician"},
    "work": [{"name": "Acme Corp", "position": "Data Engineer"}, {"name": "Google"}],
}


@pytest.fixture
async def marie(talking_program: Program) -> Any:
    """The résumé of a CV in a base of a program that has a language model."""
    await talking_program.fill("people", {"marie.txt": CV})
    (found,) = (await talking_program.get("/api/resumes", kb="people"))["resumes"]
    return found


async def read(program: Program, resume_id: str) -> Any:
    run = await program.post(f"/api/resumes/{resume_id}/read", 202)
    return (await program.events(run["run_id"]))[-2]


async def test_what_a_model_reads_is_kept_where_the_cv_says_it(
    talking_program: Program, scripted_model: ScriptedModel, marie: Any
) -> None:
    scripted_model.pieces = (json.dumps(ANSWER),)
    final = await read(talking_program, marie["resume_id"])
    assert (final.type, final.data["result"]["found"]) == ("final", 3)
    shown = await talking_program.get(f"/api/resumes/{marie['resume_id']}")
    assert shown["source"] == "llm"
    assert shown["resume"]["work"] == [{"name": "Acme Corp", "position": "Data Engineer"}]
    assert shown["resume"]["basics"]["label"] == "Data Engineer"
    assert shown["resume"]["education"][0]["area"] == "Computer Science"
    assert "Initech Ltd" in scripted_model.prompts[-1].messages[1].content


async def test_an_answer_in_another_form_changes_nothing(
    talking_program: Program, scripted_model: ScriptedModel, marie: Any
) -> None:
    before = await talking_program.get(f"/api/resumes/{marie['resume_id']}")
    for answer in ("I would hire her.", "{", '{"work": 7}'):
        scripted_model.pieces = (answer,)
        last = await read(talking_program, marie["resume_id"])
        assert (last.type, last.data["code"]) == ("error", "malformed_stream")
    assert await talking_program.get(f"/api/resumes/{marie['resume_id']}") == before


async def test_a_model_that_fails_changes_nothing(
    talking_program: Program, scripted_model: ScriptedModel, marie: Any
) -> None:
    scripted_model.pieces = (RateLimited("Too many requests.", 1),)
    last = await read(talking_program, marie["resume_id"])
    assert last.type == "error"
    shown = await talking_program.get(f"/api/resumes/{marie['resume_id']}")
    assert shown["source"] == "rules"


async def test_a_profile_by_hand_cannot_be_read(talking_program: Program) -> None:
    made = await talking_program.post("/api/resumes", 201, {"resume": {"basics": {"name": "Ada"}}})
    told = await talking_program.ask("POST", f"/api/resumes/{made['resume_id']}/read", 409)
    assert told["code"] == "resume_by_hand"
