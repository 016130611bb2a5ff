"""CVs are written whole, in their order, and not twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from folioscope.features.samples.export import Order, SamplesNotWritten, write_samples
from folioscope.features.samples.generate import people
from folioscope.features.samples.truth import Person

PEOPLE = list(islice(people(7), 6))


def order(tmp_path: Path, *, afresh: bool = False, at_once: int = 3) -> Order:
    return Order(
        directory=tmp_path / "cvs",
        formats=("json",),
        layouts=("classic", "table"),
        truth=tmp_path / "truth.jsonl",
        at_once=at_once,
        afresh=afresh,
    )


def test_lines_of_truth_are_in_the_order_of_the_people(tmp_path: Path) -> None:
    lines = [sample.line for sample in write_samples(PEOPLE, order(tmp_path))]
    assert (tmp_path / "truth.jsonl").read_text("utf-8").splitlines() == lines
    records = [json.loads(line) for line in lines]
    assert [one["resume"] for one in records] == [person.resume for person in PEOPLE]
    assert [one["layout"] for one in records] == ["classic", "table"] * 3
    assert all((tmp_path / "cvs" / one["file"]).is_file() for one in records)


def test_who_was_interrupted_goes_on_where_the_truth_ends(tmp_path: Path) -> None:
    begun = write_samples(PEOPLE, order(tmp_path, at_once=1))
    assert [next(begun).was_there, next(begun).was_there] == [False, False]
    begun.close()  # type: ignore[attr-defined]
    with (tmp_path / "truth.jsonl").open("a") as truth:
        truth.write('{"file": "03-broken')
    there = [sample.was_there for sample in write_samples(PEOPLE, order(tmp_path))]
    assert there == [True, True, False, False, False, False]
    assert len((tmp_path / "truth.jsonl").read_text("utf-8").splitlines()) == 6


def test_what_was_deleted_or_is_of_another_seed_is_drawn_again(tmp_path: Path) -> None:
    first = list(write_samples(PEOPLE, order(tmp_path)))
    first[1].files[0].unlink()
    assert [one.was_there for one in write_samples(PEOPLE, order(tmp_path))][:3] == [
        True,
        False,
        True,
    ]
    others = list(islice(people(8), 6))
    assert not any(one.was_there for one in write_samples(others, order(tmp_path)))
    assert not any(one.was_there for one in write_samples(PEOPLE, order(tmp_path, afresh=True)))


def test_the_truth_about_other_files_is_kept(tmp_path: Path) -> None:
    other = '{"file": "somebody-else.pdf"}'
    (tmp_path / "truth.jsonl").write_text(f"{other}\nnot json\n[1]\n")
    list(write_samples(PEOPLE, order(tmp_path)))
    list(write_samples(PEOPLE[:2], order(tmp_path, afresh=True)))
    lines = (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()
    assert lines[0] == other
    assert len(lines) == 7


def test_people_are_asked_for_only_as_they_are_written(tmp_path: Path) -> None:
    taken = 0

    def counted() -> Iterator[Person]:
        nonlocal taken
        for person in islice(people(7), 60):
            taken += 1
            yield person

    begun = write_samples(counted(), order(tmp_path, at_once=2))
    next(begun)
    assert taken <= 5
    begun.close()  # type: ignore[attr-defined]


def test_a_folder_in_the_place_of_the_truth_is_named(tmp_path: Path) -> None:
    (tmp_path / "truth.jsonl").mkdir()
    with pytest.raises(SamplesNotWritten, match=r"truth\.jsonl: Is a directory"):
        list(write_samples(PEOPLE, order(tmp_path)))
