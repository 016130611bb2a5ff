"""The faults that the sensitivity check plants still fit the source they are planted in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.sensitivity import MUTANTS, Mutant, TextGone, complaint, plant
from tests.running_program import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_fault_changes_the_copy_and_not_the_source(
    mutant: Mutant, tmp_path: Path
) -> None:
    source = ROOT / "src" / "folioscope" / mutant.file
    before = source.read_text()
    planted = plant(mutant, tmp_path) / "folioscope" / mutant.file
    assert mutant.after in planted.read_text()
    assert source.read_text() == before
    compile(planted.read_text(), str(planted), "exec")


def test_a_fault_whose_place_is_gone_is_told(tmp_path: Path) -> None:
    gone = Mutant("gone", "errors.py", "this stands nowhere", "", "")
    with pytest.raises(TextGone, match=r"“gone”: this is not once in errors.py"):
        plant(gone, tmp_path)


def test_the_complaint_of_a_case_is_its_first_line() -> None:
    told = "x.py:1: in f\n    assert a\nE   AssertionError: I2: a gap | here\nE     more"
    assert complaint(told) == "I2: a gap / here"
    assert complaint("") == ""
