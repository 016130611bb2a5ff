"""The pipeline as one Python call, over the whole program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from folioscope.backends.registry import BACKENDS
from folioscope.doors.pipeline import PipelineMisused, agenerate_with_rag, generate_with_rag
from folioscope.errors import NotFound
from tests.scripted_program import EMBEDDINGS

CV = "Ada Byron\nAda Byron has run Kubernetes in production for six years."
JOB = "Northwind looks for somebody who runs Kubernetes in Lyon."


@pytest.fixture(autouse=True)
def _a_place_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "embeddings", EMBEDDINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLIOSCOPE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LLM_PROVIDER", "extractive")


def test_an_answer_rests_on_the_texts_it_was_given(tmp_path: Path) -> None:
    told = generate_with_rag(
        "Who has run Kubernetes?", {"cv": CV, "job": JOB}, profile_id="ada", job_id="42"
    )
    assert "Ada Byron has run Kubernetes" in told.text
    assert told.citations[0]["path"] == "cv.txt"
    assert told.citations[0]["verified"]
    assert told.failed == []
    assert (tmp_path / "indexes" / "ada_42" / "folioscope.db").is_file()


def test_a_further_call_loads_the_index_and_takes_in_what_changed() -> None:
    generate_with_rag("Who?", {"cv": CV, "job": JOB}, profile_id="ada", job_id="42")
    told = generate_with_rag(
        "Who bakes bread in Paris?", {"cv": "Ada Byron bakes bread in Paris."},
        profile_id="ada", job_id="42",
    )  # fmt: skip
    assert "bakes bread in Paris" in told.text
    assert {one["path"] for one in told.citations} == {"cv.txt"}


def test_texts_without_names_have_an_index_of_their_own(tmp_path: Path) -> None:
    told = generate_with_rag("Who has run Kubernetes?", [CV, JOB])
    assert told.citations[0]["path"] == "1.txt"
    (folder,) = (tmp_path / "indexes").iterdir()
    assert len(folder.name) == 32


async def test_calls_for_one_index_take_turns() -> None:
    calls = [
        agenerate_with_rag("Who has run Kubernetes?", {"cv": CV}, profile_id="ada")
        for _ in range(3)
    ]
    told = await asyncio.gather(*calls)
    assert len({one.text for one in told}) == 1


def test_a_text_that_cannot_be_taken_in_is_named() -> None:
    told = generate_with_rag("Who has run Kubernetes?", {"cv": CV, "empty": "  "})
    assert [one["path"] for one in told.failed] == ["empty.txt"]
    assert told.citations


def test_a_base_is_asked_by_its_name() -> None:
    with pytest.raises(NotFound, match="none"):
        generate_with_rag("Who?", kb="none")


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(PipelineMisused, match="Give texts"):
        generate_with_rag("Who?")
    with pytest.raises(PipelineMisused, match="Give texts"):
        generate_with_rag("Who?", [CV], kb="cvs")
    with pytest.raises(PipelineMisused, match="at least one text"):
        generate_with_rag("Who?", [])
    with pytest.raises(PipelineMisused, match="not one text"):
        generate_with_rag("Who?", CV)
    for name in ("../../etc", "", ".hidden", "a/b", "x" * 90):
        with pytest.raises(PipelineMisused, match="cannot name an index"):
            generate_with_rag("Who?", [CV], profile_id=name, job_id="")
