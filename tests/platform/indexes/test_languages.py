"""In which language texts are found to be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folioscope.platform.indexes.languages import language_of

SETS = Path(__file__).resolve().parents[3] / "../shared/data/ir"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who has led a team of data engineers at a bank?", "en"),
        ("Qui a dirigé une équipe d'ingénieurs dans une banque ?", "fr"),
        ("¿Quién ha dirigido un equipo de ingenieros en un banco?", "es"),
        ("Wer hat in einer Bank ein Team von Ingenieuren geleitet?", "de"),
        ("Chi ha guidato un gruppo di ingegneri in una banca?", "it"),
        ("Quem dirigiu uma equipa de engenheiros num banco?", "pt"),
        ("Кто руководил командой инженеров в банке?", "ru"),
        ("数据工程师", "zh"),
        ("データエンジニア", "ja"),
        ("데이터 엔지니어", "ko"),
        ("นักพัฒนาซอฟต์แวร์", "th"),
        ("TÉCNICOS DE MANTENIMIENTO Y ADMINISTRATIVOS DE LA EMPRESA", "es"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", " ", "C++", "Kubernetes", "12 34 56", "😀", "\x00", "\ud800", "Jean Dupont", "---"]
)
def test_what_leaves_it_open_has_none(text: str) -> None:
    assert language_of(text) is None


def test_a_long_text_is_what_most_of_it_is() -> None:
    german = "Sie arbeitet seit vielen Jahren als Ärztin in einem großen Krankenhaus. " * 20_000

    assert language_of("Dear reader, this is what she wrote. " + german) == "de"


@pytest.mark.parametrize(
    ("name", "language"),
    [("xquad-dev-en", "en"), ("xquad-dev-es", "es"), ("xquad-dev-de", "de"), ("piaf-dev-fr", "fr")],
)
@pytest.mark.parametrize(("file", "least"), [("corpus", 0.99), ("queries", 0.95)])
def test_texts_of_the_shared_sets_are_told_and_hardly_ever_wrongly(
    name: str, language: str, file: str, least: float
) -> None:
    path = SETS / name / f"{file}.jsonl"
    if not path.is_file():
        pytest.skip("the sets are not here")
    lines = path.read_text(encoding="utf-8").splitlines()[:200]
    found = [language_of(json.loads(line)["text"]) for line in lines]

    assert found.count(language) >= least * len(found)
    assert len(found) - found.count(language) - found.count(None) <= 0.01 * len(found)
