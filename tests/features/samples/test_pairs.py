"""Who is to be ranked higher meets more of what the job asks for, and the others do not."""

from __future__ import annotations

import json
import re
from itertools import islice

import pytest

from folioscope.features.samples.generate import LOCALES
from folioscope.features.samples.pairs import YEARS, Candidate, pairings

PAIRINGS = list(pairings(7))


def meets(candidate: Candidate, number: int) -> bool:
    return number < candidate.met


def tells(text: str, word: str) -> bool:
    return word.casefold() in text.casefold()


def test_there_are_jobs_in_every_language() -> None:
    assert len(PAIRINGS) >= 30
    assert {pairing.locale for pairing in PAIRINGS} == set(LOCALES)
    assert len({pairing.title for pairing in PAIRINGS}) > 30


@pytest.mark.parametrize("pairing", PAIRINGS, ids=lambda one: f"{one.locale}-{one.number}")
def test_a_cv_meets_the_first_demands_and_no_other(pairing: object) -> None:
    assert isinstance(pairing, type(PAIRINGS[0]))
    for candidate in pairing.candidates:
        resume = candidate.person.resume
        told = json.dumps(resume, ensure_ascii=False)
        for number, demand in enumerate(pairing.demands):
            if demand.kind in ("skill", "certificate"):
                found = any(tells(told, word) for word in demand.values)
            elif demand.kind == "years":
                found = candidate.person.facts["years"] >= YEARS
            elif demand.kind == "degree":
                found = any(one["area"] in demand.values for one in resume["education"])
            else:
                names = {"en": "Englisch|Anglais|Inglés", "fr": "French"}[demand.values[0]]
                found = any(re.search(names, one["language"]) for one in resume["languages"])
            assert found == meets(candidate, number), (candidate.met, demand)


def test_ranks_go_down_with_what_is_met_and_do_not_tell_themselves() -> None:
    for pairing in PAIRINGS:
        best_first = sorted(pairing.candidates, key=lambda one: one.rank)
        assert [one.rank for one in best_first] == list(range(1, len(best_first) + 1))
        assert [one.met for one in best_first] == list(range(len(pairing.demands), -1, -1))
    assert any(list(one.candidates) != sorted(one.candidates, key=rank) for one in PAIRINGS)


def rank(candidate: Candidate) -> int:
    return candidate.rank


def test_a_job_says_every_demand_and_keeps_nice_ones_apart() -> None:
    for pairing in PAIRINGS:
        lines = pairing.text.splitlines()
        places = [lines.index(f"- {demand.text}") for demand in pairing.demands]
        assert places == sorted(places)
        headings = [number for number, line in enumerate(lines) if line.startswith("## ")]
        musts = [place for place, one in zip(places, pairing.demands, strict=True) if one.is_must]
        assert headings[1] < min(musts) < max(musts) < headings[2]


def test_people_of_a_job_are_different_and_the_same_next_time() -> None:
    again = list(islice(pairings(7), 3))
    for pairing, same in zip(PAIRINGS, again, strict=False):
        assert pairing == same
        names = [one.person.resume["basics"]["name"] for one in pairing.candidates]
        assert len(set(names)) == len(names)


def test_only_the_languages_asked_for_come() -> None:
    assert {pairing.locale for pairing in pairings(7, ("de",))} == {"de"}
