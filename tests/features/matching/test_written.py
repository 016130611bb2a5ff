"""Requirements as people write them, and the places that proofs have."""

from __future__ import annotations

from typing import Any

import pytest

from folioscope.features.matching.matrix_files import as_csv
from folioscope.features.matching.proofs import LONGEST, SourcePage, proof_at
from folioscope.features.matching.requirements import (
    MOST,
    Option,
    Requirement,
    TooManyRequirements,
    as_data,
    from_data,
    no_more_than_allowed,
)
from folioscope.features.matching.written import RequirementInvalid, completed, numbered
from folioscope.features.resumes.profile import Place

PAGE = SourcePage(2, "Ada\nSkills: Rust, Go\nEnd", [[0, 3, 1, 1, 2, 2], [4, 20, 1, 3, 9, 4]])


@pytest.mark.parametrize(
    ("option", "key"),
    [
        (Option("skill", "", "Postgres"), "postgresql"),
        (Option("language", "", "Allemand"), "de"),
        (Option("language", "", "de"), "de"),
        (Option("degree", "", "Bac+5"), "master"),
        (Option("degree", "", "doctorate"), "doctorate"),
        (Option("certificate", "", "Certified Scrum Master"), "certified scrum master"),
        (Option("experience", "", "3 years", months=36), ""),
        (Option("skill", "kept", "as it was"), "kept"),
    ],
)
def test_what_is_written_gets_the_key_that_cvs_have(option: Option, key: str) -> None:
    assert completed(option).key == key


def test_a_key_that_nobody_has_is_refused_too() -> None:
    for option in (Option("language", "zz", "Z"), Option("degree", "wizard", "W")):
        with pytest.raises(RequirementInvalid):
            completed(option)


def test_every_requirement_has_a_name_of_its_own() -> None:
    rust = (Option("skill", "", "Rust"),)
    given = [Requirement(name, "Rust", "must", 3, rust) for name in ("", "r1", "r1", "")]
    assert [one.id for one in numbered(given)] == ["r2", "r1", "r3", "r4"]


def test_requirements_come_back_as_they_were_stored() -> None:
    option = Option("degree", "master", "MSc", None, None, ("law",))
    kept = (Requirement("r1", "MSc in law", "gate", 3, (option,), 4, 9),)
    assert from_data(as_data(kept)) == kept


def test_more_requirements_than_one_offer_may_have_are_refused() -> None:
    no_more_than_allowed(MOST)
    with pytest.raises(TooManyRequirements, match="keep the 200"):
        no_more_than_allowed(5000)


def test_a_proof_is_the_whole_line_with_its_box() -> None:
    proof = proof_at([PAGE], Place(0, 12, 16), "/skills/0/name")
    assert proof is not None
    assert (proof.quote, proof.page, proof.start, proof.end) == ("Skills: Rust, Go", 2, 4, 20)
    assert proof.boxes == ((1, 3, 9, 4),)


@pytest.mark.parametrize(
    "place", [Place(1, 0, 1), Place(-1, 0, 1), Place(0, 5, 5), Place(0, 9, 99)]
)
def test_a_place_that_is_none_proves_nothing(place: Place) -> None:
    assert proof_at([PAGE], place, None) is None


def test_a_quote_of_an_endless_line_is_cut_around_its_place() -> None:
    text = "x" * 5000
    proof = proof_at([SourcePage(None, text, [])], Place(0, 2000, 2004), None)
    assert proof is not None
    assert proof.start is not None
    assert proof.end is not None
    assert proof.start <= 2000 < 2004 <= proof.end
    assert len(proof.quote) <= 2 * LONGEST


def test_a_matrix_of_several_jobs_has_no_columns_of_requirements() -> None:
    job = {"title": "=SUM(1)", "requirements": []}
    match: dict[str, Any] = dict.fromkeys(
        ("rank", "name", "resume_id", "document_id", "offer_id"), "-x"
    )
    match |= {"score": None, "at_most": 1, "confidence": 0, "is_ruled_out": False}
    made = {"jobs": [job, job], "matches": [{**match, "job": 1, "judgements": []}]}
    head, row = as_csv(made).splitlines()
    assert head.endswith("is_ruled_out")
    assert row == "'-x,'-x,'-x,'-x,'=SUM(1),'-x,,1,0,False"
