"""What the card of a model says, in the ways in which people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.bert.model_card import ModelCard, read_card


def card(folder: Path, head: str) -> ModelCard:
    (folder / "README.md").write_text(f"---\n{head}\n---\n# Model\nlanguage: xx\n")
    return read_card(folder)


@pytest.mark.parametrize(
    ("head", "languages"),
    [
        ("language: en", {"en"}),
        ("language:\n- en\n- fr", {"en", "fr"}),
        ("language: [de, en-GB, zh_Hans]", {"de", "en", "zh"}),
        ("language:\n- no\n- sv", {"no", "sv"}),
    ],
)
def test_languages_are_told(tmp_path: Path, head: str, languages: set[str]) -> None:
    assert card(tmp_path, head).languages == frozenset(languages)


@pytest.mark.parametrize(
    "head",
    [
        "language: multilingual",
        "language:\n- multilingual\n- en",
        "language: [" + ", ".join(f"{a}{b}" for a in "abcde" for b in "abcde") + "]",
        "license: mit",
        "language: {en: true}",
        "language: [english]",
        "- a list",
        "language: [en",
        "language: &a [*a]",
        "x: " + "[" * 5000,
        "!!python/object/apply:os.system ['true']",
    ],
)
def test_many_languages_or_none_that_can_be_read_are_none(tmp_path: Path, head: str) -> None:
    assert card(tmp_path, head).languages is None


def test_the_licence_is_told(tmp_path: Path) -> None:
    assert card(tmp_path, "license: apache-2.0").licence == "apache-2.0"
    assert card(tmp_path, "license: [mit]").licence is None


def test_a_card_that_is_missing_or_not_text_says_nothing(tmp_path: Path) -> None:
    assert read_card(tmp_path) == ModelCard()
    (tmp_path / "README.md").write_bytes(b"\xff\xfe---")
    assert read_card(tmp_path) == ModelCard()
