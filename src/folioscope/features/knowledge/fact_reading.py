"""From the text of a CV to the facts it states."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.fact_careers import experience, roles, roles_of
from folioscope.features.knowledge.fact_keys import LONGEST_KEY
from folioscope.features.knowledge.fact_languages import languages
from folioscope.features.knowledge.fact_lines import told
from folioscope.features.knowledge.fact_people import person, place
from folioscope.features.knowledge.fact_skills import skills
from folioscope.features.knowledge.fact_studies import certificates, degrees
from folioscope.features.knowledge.facts import FACTS_VERSION, NOT_READ, Fact
from folioscope.features.sections.typography import unmarked

RESUME = "resume"
LONGEST_VALUE = 400
log = logging.getLogger(__name__)


def facts_read(document: Parsed, this_month: int) -> tuple[Fact, ...]:
    """The facts of a document; none where a rule fails on it, which only the log tells."""
    try:
        return facts_of(document, this_month)
    except Exception as error:  # a fault of a rule is not that of the file, or of those beside it
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__} in {place.name}, line {place.lineno}"
        log.error("no facts are read of a CV: %s", told)  # noqa: TRY400  # its text is in the error
        return ()


def facts_of(document: Parsed, this_month: int) -> tuple[Fact, ...]:
    """The facts that a CV states, in a fixed order; none of a document of another kind.

    ``this_month`` is that up to which what goes on is counted.
    """
    if document.kind != RESUME or not document.parts:
        return ()
    lines = told(document)
    named = tuple(person(lines, document.title))
    held = tuple(certificates(lines))
    careers = roles_of(lines, {fact.key for fact in named})
    found = (
        *named,
        *place(lines),
        *languages(lines),
        *roles(careers, this_month),
        *experience(careers, this_month),
        *skills(lines, [role for _, role in careers], held, this_month),
        *degrees(lines),
        *held,
    )
    return tuple(
        replace(
            fact,
            key=fact.key[:LONGEST_KEY],
            value=unmarked(fact.value)[:LONGEST_VALUE],
            detail=fact.detail and {name: unmarked(told) for name, told in fact.detail.items()},
        )
        for fact in found
        if fact.start < fact.end
    )


def version_read(kind: str, facts: Sequence[Fact]) -> int:
    """The version of the rules by which a document was read: a CV without any fact was not."""
    return FACTS_VERSION if facts or kind != RESUME else NOT_READ


def rows_of_facts(document_id: str, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Facts as they are stored, in their order."""
    return [
        {"document_id": document_id, "ordinal": ordinal, **asdict(fact)}
        for ordinal, fact in enumerate(facts)
    ]
