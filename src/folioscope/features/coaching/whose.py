"""Whether a question is about the person or about the job, by its words; in four languages."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.features.coaching.letter_words import FIRST, JOB
from folioscope.features.extractive.terms import tokens


def narrowed(question: str, documents: Sequence[str]) -> list[str]:
    """The texts that an answer in their own words may come from: résumé, job, or both.

    ``documents`` are these two. “Do I know Rust?” is not answered by a job that asks for it.
    """
    words = set(tokens(question))
    of_person, of_job = bool(words & FIRST), bool(words & JOB)
    if of_person == of_job:
        return list(documents)
    return [documents[0] if of_person else documents[-1]]
