"""Skills by the groups they are listed in, and the languages somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.features.knowledge.fact_languages import languages
from folioscope.features.knowledge.fact_lines import Piece, Told, lines_of
from folioscope.features.knowledge.fact_skill_lists import items_of, listed_in
from folioscope.features.resumes.fields import Fields
from folioscope.features.sections.typography import unmarked


def read_skills(lines: Sequence[Told], fields: Fields) -> None:
    """Everything under “skills” and “languages”."""
    seen: set[str] = set()
    number = 0
    for item in items_of(lines_of(lines, "skills")):
        before: Piece | None = None
        for key, place in listed_in(item):
            # “SAP FI” is SAP too, but does not say so.
            is_within = before is not None and place.is_in(before)
            before = before if is_within else place
            if key not in seen and not is_within:
                seen.add(key)
                fields.put(unmarked(place.words), place, "skills", 0, "keywords", number)
                number += 1
    for number, fact in enumerate(languages(lines)):
        fields.put(fact.value, fact, "languages", number, "language")
        fields.put(fact.level, fact, "languages", number, "fluency")
