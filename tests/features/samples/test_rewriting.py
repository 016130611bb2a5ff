"""Models may word a CV; what they make up is not taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest

from folioscope.backends.llms.port import Delta, NoConnection, Prompt
from folioscope.features.samples.generate import LOCALES, people
from folioscope.features.samples.rewriting import Wordsmiths, key_of, reworded_people
from folioscope.features.samples.truth import Person
from folioscope.features.samples.wording_truth import why_untrue
from folioscope.features.samples.wordings import MANNERS, TONE, Wording, prompt_for, wording_of
from tests.scripted_llm import ScriptedModel

PEOPLE = list(islice(people(13, LOCALES), 12))
Answer = Callable[[Wording], str]


@dataclass
class Wordy(ScriptedModel):
    """Words what it is given by a function, and remembers what it was asked."""

    answer: Answer = lambda told: told.model_dump_json()
    asked: list[Prompt] = field(default_factory=list)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """One answer in two pieces."""
        self.asked.append(prompt)
        record = json.loads(prompt.messages[1].content)
        jobs = [{"highlights": job["highlights"]} for job in record["jobs"]]
        told = Wording.model_validate({"summary": record["summary"], "jobs": jobs})
        answer = self.answer(told)
        yield Delta(answer[:10])
        yield Delta(answer[10:])


def worded(
    persons: list[Person], smiths: Wordsmiths, kept: Mapping[str, Person] | None = None
) -> list[Person]:
    with asyncio.Runner() as runner:
        return list(reworded_people(iter(persons), smiths, kept or {}, runner))


def with_tail(tail: str) -> Answer:
    def answer(told: Wording) -> str:
        jobs = [{"highlights": [line + tail for line in job.highlights]} for job in told.jobs]
        return json.dumps({"summary": told.summary, "jobs": jobs})

    return answer


def lines_of(resume: Mapping[str, Any]) -> list[str]:
    return [line for job in resume["work"] for line in job["highlights"]]


def test_other_words_are_taken_and_all_else_stays() -> None:
    smiths = Wordsmiths(Wordy(answer=with_tail(", as agreed")))
    for before, after in zip(PEOPLE, worded(PEOPLE, smiths), strict=True):
        assert lines_of(after.resume) == [f"{line}, as agreed" for line in lines_of(before.resume)]
        told = after.facts["wording"]
        assert (told["by"], told["rounds"]) == ("scripted", 1)
        assert told["manner"] in MANNERS
        same = {key: value for key, value in after.facts.items() if key != "wording"}
        assert same == before.facts
        for section in ("education", "skills", "languages", "certificates", "projects"):
            assert after.resume[section] == before.resume[section]
        for job, old in zip(after.resume["work"], before.resume["work"], strict=True):
            assert {**job, "highlights": 0} == {**old, "highlights": 0}


def test_a_second_model_rewrites_what_the_first_wrote() -> None:
    second = Wordy(answer=with_tail(" indeed"), name="second")
    (after,) = worded(PEOPLE[:1], Wordsmiths(Wordy(answer=with_tail(" there")), second))
    assert lines_of(after.resume)[0].endswith(" there indeed")
    assert after.facts["wording"]["rounds"] == 2
    assert after.facts["wording"]["by"] == "scripted + second"
    assert TONE in second.asked[0].messages[0].content


def test_several_manners_are_asked_for() -> None:
    model = Wordy()
    worded(PEOPLE, Wordsmiths(model))
    manners = {name for name, told in MANNERS.items() for one in model.asked if told in str(one)}
    assert len(manners) >= 3
    assert all(prompt.schema is not None for prompt in model.asked)


LIES: dict[str, Answer] = {
    "a number": with_tail(" by 73 percent"),
    "a product": with_tail(" with GraphQL and MLflow"),
    "a company": with_tail(" at Globex"),
    "an address": with_tail(" see https://example.net"),
    "markup": with_tail(" <b>well</b>"),
    "too much": with_tail(" and so on" * 60),
    "no JSON": lambda _told: "I would rather talk about the weather.",
    "no points": lambda told: json.dumps({"summary": told.summary, "jobs": []}),
    "other fields": lambda told: json.dumps({**told.model_dump(), "hired": True}),
    "nothing": lambda _told: "",
    "empty points": lambda told: json.dumps(
        {
            "summary": told.summary,
            "jobs": [{"highlights": ["" for _ in job.highlights]} for job in told.jobs],
        }
    ),
    "a number left out": lambda told: "".join(
        "" if c.isdigit() else c for c in with_tail("")(told)
    ),
    "endless": lambda told: told.model_dump_json() + " " * 30_000,
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_made_up_is_asked_for_once_more_and_then_left(lie: str) -> None:
    model = Wordy(answer=LIES[lie])
    english = [one for one in PEOPLE if one.resume["meta"]["language"] == "en"][:1]
    (after,) = worded(english, Wordsmiths(model))
    assert after.resume == english[0].resume
    assert after.facts["wording"]["rounds"] == 0
    assert after.facts["wording"]["refused"]
    assert len(model.asked) == 2
    assert "was not right" in model.asked[1].messages[-1].content


def test_a_better_second_attempt_is_taken() -> None:
    model = Wordy()

    def answer(told: Wording) -> str:
        return "no" if len(model.asked) == 1 else with_tail(" again")(told)

    model.answer = answer
    (after,) = worded(PEOPLE[:1], Wordsmiths(model))
    assert lines_of(after.resume)[0].endswith(" again")


@pytest.mark.parametrize("language", LOCALES)
def test_a_product_left_out_is_seen_in_every_language(language: str) -> None:
    person = next(one for one in people(2, (language,)) if "PostgreSQL" in str(one.resume["work"]))
    told = wording_of(person.resume)
    assert why_untrue(told, person.resume) == ""
    changed = told.model_dump_json().replace("PostgreSQL", "SQL")
    why = why_untrue(Wording.model_validate_json(changed), person.resume)
    assert why.startswith("it leaves out PostgreSQL")


def test_what_models_worded_before_is_not_asked_for_again() -> None:
    model = Wordy(answer=with_tail(" once"))
    smiths = Wordsmiths(model)
    first = worded(PEOPLE[:4], smiths)
    kept = {one.facts["wording"]["key"]: one for one in first}
    assert kept.keys() == {key_of(one, smiths) for one in PEOPLE[:4]}
    again = worded(PEOPLE[:6], smiths, kept)
    assert again[:4] == first
    assert len(model.asked) == 6
    assert key_of(PEOPLE[0], Wordsmiths(Wordy(name="other"))) not in kept


def test_a_model_that_cannot_be_reached_is_told() -> None:
    model = ScriptedModel(pieces=(NoConnection("Ollama at localhost is not there."),))
    with pytest.raises(NoConnection):
        worded(PEOPLE[:1], Wordsmiths(model))


def test_a_prompt_holds_facts_and_no_person() -> None:
    basics = PEOPLE[0].resume["basics"]
    asked = str(prompt_for(PEOPLE[0].resume, MANNERS["sober"]).messages)
    assert PEOPLE[0].resume["work"][0]["name"] in asked
    assert basics["name"] not in asked
    assert basics["email"] not in asked
