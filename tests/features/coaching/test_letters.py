"""Letters and CVs for a job: of nothing but what the profile says, whoever writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.features.coaching.invented import Known, invented
from folioscope.features.coaching.letter import Job, letter
from folioscope.features.coaching.letter_check import checked, struck
from folioscope.features.coaching.snapshot import Snapshot
from folioscope.features.coaching.texts import resume_text
from tests.features.coaching.coached import ADA, JOB, begun, resume
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel

POSITION = Job("Site Reliability Engineer", "Nordwind", JOB)
SNAPSHOT = Snapshot("Ada Byron", ADA, POSITION.title, POSITION.company, JOB)
TRUE = (
    "Dear Nordwind team,\n\n"
    "I am writing to apply for the position of Site Reliability Engineer. "
    "I ran Kubernetes clusters with 40 nodes at Acme. "
    "I cut the cost of builds by 30 % with Terraform.\n\n"
    "I look forward to meeting you.\n\nKind regards\nAda Byron"
)
FALSE = "I have ten years of experience with Rust. "


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_a_letter_by_rules_says_what_the_profile_says(language: str) -> None:
    sentences = letter(ADA, POSITION, language)
    whole = "\n".join(one.text for one in sentences)
    known = Known(resume_text(ADA), JOB, "Site Reliability Engineer Nordwind")
    for said in ("Acme", "Platform Engineer", "Terraform", "University of Leeds", "Nordwind"):
        assert said in whole
    assert "Rust" not in whole
    assert "Berlin" not in whole
    for one in sentences[2:-2]:
        assert one.rests_on
        assert not [word for word in invented(one.text, known) if any(map(str.isdigit, word))]


def test_a_letter_of_a_bare_profile_is_short_and_true() -> None:
    sentences = letter({"work": [{"name": "Acme"}, None, {}], "skills": "x"}, POSITION, "en")
    assert len(sentences) == 4
    assert sentences[-1].text == "Kind regards"


def test_the_role_that_goes_on_is_the_present_one() -> None:
    past = {"name": "Old", "position": "Baker", "startDate": "2001", "endDate": "2010"}
    present = {"name": "New", "position": "Cook", "startDate": "2011"}
    told = [one.text for one in letter({"work": [past, present]}, POSITION, "en")]
    assert "I currently work as Cook at New." in told
    ended = [one.text for one in letter({"work": [past]}, POSITION, "en")]
    assert "I last worked as Baker at Old." in ended


def test_what_is_not_borne_out_is_struck_and_the_rest_stays() -> None:
    written = TRUE.replace("I cut", f"{FALSE}I cut")
    kept, refused = checked(written, SNAPSHOT)
    assert kept == TRUE
    assert [one["text"] for one in refused] == [FALSE.strip()]
    assert f"-{FALSE.strip()}" in struck(written, kept)


def test_what_was_done_at_one_place_was_not_done_at_another() -> None:
    kept, refused = checked("I ran Kubernetes clusters at Bolt Ltd.", SNAPSHOT)
    assert kept == ""
    assert "Kubernetes" in refused[0]["words"]


async def test_without_a_model_a_letter_is_written_by_rules(program: Program) -> None:
    await resume(program)
    session_id = (await begun(program))["session_id"]
    path = f"/api/chat/{session_id}/letter"
    reply = await program.post(path, 200, {"language": "de"})
    assert reply["answer"]["text"].startswith("Sehr geehrte Damen und Herren")
    draft = reply["answer"]["draft"]
    assert (draft["kind"], draft["language"], draft["refused"]) == ("letter", "de", [])
    assert ["/work/0"] in draft["rests_on"]
    said = (await program.get(f"/api/chat/{session_id}"))["messages"]
    assert said[-1]["content"] == reply["answer"]["text"]
    assert said[-1]["grounding"]["draft"]["kind"] == "letter"


async def test_a_models_letter_is_told_without_what_it_invented(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await resume(talking_program)
    session_id = (await begun(talking_program, company="Nordwind"))["session_id"]
    scripted_model.pieces = [TRUE.replace("I cut", f"{FALSE}I cut")]
    reply = await talking_program.post(f"/api/chat/{session_id}/letter", 200, {})
    assert FALSE.strip() not in reply["answer"]["text"]
    assert "I cut the cost of builds" in reply["answer"]["text"]
    assert reply["answer"]["draft"]["refused"][0]["text"] == FALSE.strip()
    assert f"-{FALSE.strip()}" in reply["answer"]["draft"]["diff"]
    system, data = scripted_model.prompts[-1].messages
    assert "Ada" not in system.content
    assert JOB.strip() in data.content


@pytest.mark.parametrize("said", ["I led NASA. I won the Nobel Prize in 1921.", "no", " "])
async def test_a_letter_of_lies_is_replaced_by_one_of_the_rules(
    talking_program: Program, scripted_model: ScriptedModel, said: str
) -> None:
    await resume(talking_program)
    session_id = (await begun(talking_program))["session_id"]
    scripted_model.pieces = [said]
    reply = await talking_program.post(f"/api/chat/{session_id}/letter", 200, {"language": "en"})
    assert "NASA" not in reply["answer"]["text"]
    assert reply["answer"]["text"].startswith("Dear hiring team,")


async def test_a_tailored_cv_is_told_with_its_changes(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await resume(talking_program)
    session_id = (await begun(talking_program))["session_id"]
    fields: list[dict[str, Any]] = [
        {"pointer": "/work/0/highlights/0", "text": "Ran clusters of Kubernetes with 40 nodes."},
        {"pointer": "/work/1/highlights/0", "text": "Wrote Rust services for invoices."},
    ]
    scripted_model.pieces = [json.dumps({"fields": fields})]
    draft = (await talking_program.post(f"/api/chat/{session_id}/cv", 200, {}))["answer"]["draft"]
    kinds = {change["pointer"]: change["kind"] for change in draft["changes"]}
    assert kinds == {"/skills": "moved", "/work/0/highlights/0": "reworded"}
    assert [one["words"] for one in draft["refused"]] == [["Rust"]]
    assert "Rust" not in json.dumps(draft["resume"])


async def test_a_letter_of_a_session_that_is_not_there_is_not_found(program: Program) -> None:
    problem = await program.post("/api/chat/nothing/letter", 404, {})
    assert problem["code"] == "coaching_session_not_found"
