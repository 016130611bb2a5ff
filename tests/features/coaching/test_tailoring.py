"""A CV in the order of a job: nothing is added, nothing is lost, and all that moved is told."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from folioscope.features.coaching.rewording import reworded
from folioscope.features.coaching.tailoring import changes, tailored, unified
from tests.features.coaching.coached import ADA, JOB

HOSTILE: list[dict[str, Any]] = [
    {},
    {"work": None, "skills": "Python", "basics": []},
    {"work": [3, None, {"highlights": "one"}, {"highlights": [1, None, {"a": "b"}]}]},
    {"skills": [{"keywords": ["Rust", "Rust", "Rust"]}, {"keywords": None}, "Rust"]},
    {"projects": [{"name": f"p{n}", "keywords": ["Kubernetes"] * (n % 3)} for n in range(300)]},
]


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key in value:
            yield from texts(value[key])
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    else:
        yield json.dumps(value)


def test_what_the_job_speaks_of_comes_first() -> None:
    result = tailored(ADA, JOB)
    assert [one["name"] for one in result["skills"]] == ["Platforms", "Programming"]
    assert [one["name"] for one in result["work"]] == ["Acme", "Bolt Ltd"]


@pytest.mark.parametrize("resume", [ADA, *HOSTILE])
def test_every_text_stays_and_none_is_new(resume: dict[str, Any]) -> None:
    before = copy.deepcopy(resume)
    result = tailored(resume, JOB)
    assert Counter(texts(result)) == Counter(texts(resume))
    assert resume == before


def test_what_moved_is_told_by_its_pointer_and_shown_as_a_diff() -> None:
    result = tailored(ADA, JOB)
    (moved,) = changes(ADA, result)
    assert (moved.pointer, moved.kind) == ("/skills", "moved")
    assert moved.after.startswith("Platforms")
    assert "+- Platforms: Terraform, Kubernetes" in unified(ADA, result)


def test_the_same_cv_has_no_changes() -> None:
    assert changes(ADA, copy.deepcopy(ADA)) == []
    assert unified(ADA, ADA) == ""


def test_any_order_of_a_list_is_told_as_one_move() -> None:
    points = [f"point {n}" for n in range(30)]
    other = random.Random(5).sample(points, len(points))
    before, after = ({"work": [{"highlights": one}]} for one in (points, other))
    assert [(one.pointer, one.kind) for one in changes(before, after)] == [
        ("/work/0/highlights", "moved")
    ]


def test_a_field_that_is_gone_is_told() -> None:
    (gone,) = changes({"skills": [{"name": "Python"}]}, {"skills": []})
    assert (gone.pointer, gone.kind, gone.before) == ("/skills/0", "left_out", "Python")


def answer(*fields: tuple[str, str]) -> str:
    listed = [{"pointer": pointer, "text": text} for pointer, text in fields]
    return f"Here you are:\n```json\n{json.dumps({'fields': listed})}\n```"


def test_other_words_for_the_same_are_taken() -> None:
    result, refused = reworded(
        ADA, answer(("/work/0/highlights/0", "Ran clusters of Kubernetes with 40 nodes."))
    )
    assert refused == []
    assert result["work"][0]["highlights"][0] == "Ran clusters of Kubernetes with 40 nodes."
    (change,) = changes(ADA, result)
    assert (change.pointer, change.kind) == ("/work/0/highlights/0", "reworded")


@pytest.mark.parametrize(
    ("pointer", "text", "word"),
    [
        ("/work/0/highlights/0", "Ran Kubernetes clusters with 400 nodes.", "400"),
        ("/work/1/highlights/0", "Wrote Python services on Kubernetes.", "Kubernetes"),
        ("/work/1/highlights/0", "Led the writing of Python services.", "led"),
        ("/basics/summary", "Certified platform engineer who keeps clusters calm.", "certified"),
        ("/work/1/highlights/0", "Wrote Python services for invoices." * 3, "longer than"),
    ],
)
def test_words_that_say_more_than_their_entry_are_refused(
    pointer: str, text: str, word: str
) -> None:
    result, refused = reworded(ADA, answer((pointer, text)))
    assert result == ADA
    (one,) = refused
    assert one["text"] == text
    assert any(word in told for told in one["words"])


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no",
        "{}",
        '{"fields": [{"pointer": "/work"}]}',
        answer(
            ("/basics/name", "Ada Lovelace"), ("/work/9/summary", "x"), ("/work/0/name", "NASA")
        ),
    ],
)
def test_an_answer_of_another_shape_changes_nothing(said: str) -> None:
    assert reworded(ADA, said)[0] == ADA
