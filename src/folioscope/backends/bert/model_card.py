"""What the card of a model says of it: languages and licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

CARD = "README.md"
MOST_CHARACTERS = 200_000
MOST_LANGUAGES = 24
_FRONT_MATTER = re.compile(r"\A\s*---\n(.*?)\n---", re.DOTALL)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class ModelCard:
    """``languages`` as ISO names them; None if there are many, or nobody says which."""

    languages: frozenset[str] | None = None
    licence: str | None = None


def read_card(directory: Path) -> ModelCard:
    """Read the head of the card in that folder; a card that cannot be read says nothing."""
    try:
        text = (directory / CARD).read_text(encoding="utf-8", errors="replace")[:MOST_CHARACTERS]
    except OSError:
        return ModelCard()
    found = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    try:
        said = yaml.safe_load(found[1]) if found else {}
    except (yaml.YAMLError, ValueError, RecursionError):
        return ModelCard()
    if not isinstance(said, dict):
        return ModelCard()
    licence = said.get("license")
    return ModelCard(
        languages=_languages(said.get("language")),
        licence=licence[:60] if isinstance(licence, str) else None,
    )


def _languages(said: object) -> frozenset[str] | None:
    listed = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    # To YAML an unquoted `no` is a falsehood, and to people it is Norwegian.
    codes = [_LANGUAGE.fullmatch("no" if code is False else str(code)) for code in listed]
    if not codes or len(codes) > MOST_LANGUAGES:
        return None
    named = frozenset(code[1].lower() for code in codes if code is not None)
    return named if named and all(codes) and "multilingual" not in listed else None
