"""Which of the facts of one person are asked for, and what is said before them."""

from __future__ import annotations

from folioscope.features.knowledge.facts import Fact
from folioscope.features.pool.names import language_name
from folioscope.features.pool.one_person import OfOne
from folioscope.features.pool.people import Person, latest
from folioscope.features.pool.query import Language
from folioscope.features.pool.vocabulary import is_named, language, phrase

_YES: dict[Language, str] = {"en": "Yes: {}.\n\n", "fr": "Oui : {}.\n\n"}
_NO: dict[Language, str] = {"en": "Not stated: {}.\n\n", "fr": "Non indiqué : {}.\n\n"}


def asked_for(person: Person, asked: OfOne) -> list[Fact]:
    """The facts that answer; none where they do not, so that it is searched for."""
    facts = list(person.of(asked.kind))
    if asked.spoken:
        return _of_language(facts, language(asked.spoken))
    if asked.firm:
        return [fact for fact in facts if _is_at(fact, asked.firm)]
    return latest(facts) if asked.now and asked.kind == "role" else facts


def said_first(asked: OfOne, facts: list[Fact], told: Language) -> str:
    """Yes, or that it is not stated, where that is what is asked."""
    code = language(asked.spoken) if asked.spoken else None
    if code is None:
        return ""
    is_stated = any(fact.key == code for fact in facts)
    name = language_name(code, told) or asked.spoken
    return (_YES if is_stated else _NO)[told].format(name if told == "en" else name.lower())


def _of_language(facts: list[Fact], code: str | None) -> list[Fact]:
    """The language that is asked for; all that are stated where it is not."""
    if code is None:
        return []
    return [fact for fact in facts if fact.key == code] or facts


def _is_at(fact: Fact, firm: str) -> bool:
    return is_named(firm, [phrase((fact.detail or {}).get("organization", ""))])
