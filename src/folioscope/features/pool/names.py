"""What countries and languages are called in an answer, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from folioscope.features.knowledge.fact_keys import COUNTRIES, LANGUAGES, lexicon
from folioscope.features.pool.query import Language


def _firsts(codes: Mapping[str, str]) -> dict[str, str]:
    """The first name that each code has."""
    firsts: dict[str, str] = {}
    for name, code in codes.items():
        firsts.setdefault(code, name.title())
    return firsts


_CALLED = lexicon("called")
_FIRSTS = {"countries": _firsts(COUNTRIES), "languages": _firsts(LANGUAGES)}


def country_name(code: str, language: Language) -> str:
    """A country; its code where it has no name."""
    return _name("countries", code, language) or code


def language_name(code: str, language: Language) -> str | None:
    """A language; None where the lexicon has no name."""
    return _name("languages", code, language)


def _name(kind: str, code: str, language: Language) -> str | None:
    return _CALLED[kind][language].get(code) or _FIRSTS[kind].get(code)
