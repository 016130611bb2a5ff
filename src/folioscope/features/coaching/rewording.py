"""Fields of a CV in a model's words, each only where its own entry bears it out."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from folioscope.features.coaching.draft_prompts import (
    entry_text,
    read_rewordings,
    sentences_of,
)
from folioscope.features.coaching.invented import Known, invented
from folioscope.features.coaching.texts import Resume, resume_text

LONGER = 1.5
"""Times the letters of a field that its new words may have."""


def reworded(resume: Resume, answer: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The résumé with the words that were believed, and those that were not.

    What is said in one entry is not believed in another. An answer that is not as it was asked for
    changes nothing.
    """
    result: dict[str, Any] = copy.deepcopy(dict(resume))
    refused: list[dict[str, Any]] = []
    fields = dict(sentences_of(resume))
    try:
        proposed = {one.pointer: " ".join(one.text.split()) for one in read_rewordings(answer)}
    except ValueError:
        return result, [{"text": "", "words": ["the answer was not as it was asked for"]}]
    whole = resume_text(resume)
    for pointer, text in proposed.items():
        before = fields.get(pointer)
        if before is None or text in ("", before):
            continue
        known = Known(entry_text(resume, pointer) or whole)
        words = invented(text, known)
        if len(text) > LONGER * len(before):
            words.append("longer than what was there")
        if words:
            refused.append({"text": text, "words": words})
        else:
            _set(result, pointer, text)
    return result, refused


def _set(resume: dict[str, Any], pointer: str, text: str) -> None:
    """Put a text where a field is that there is."""
    *way, last = pointer.strip("/").split("/")
    target: Any = resume
    for key in way:
        target = target[int(key)] if isinstance(target, list) else target[key]
    if isinstance(target, Mapping):
        target[last] = text  # type: ignore[index]
    else:
        target[int(last)] = text
