"""A model's letter, sentence by sentence: what the profile bears out stays, the rest is struck."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from folioscope.features.coaching.invented import Known, invented
from folioscope.features.coaching.snapshot import Snapshot
from folioscope.features.coaching.texts import Resume, entries_of, resume_text, texts_of, words
from folioscope.features.extractive.terms import tokens
from folioscope.features.knowledge.sentences import split

FEWEST = 4
"""Sentences that must be left for it to be a letter."""
_WHERE = (("work", "name"), ("education", "institution"), ("projects", "name"),
          ("volunteer", "organization"))  # fmt: skip
Refused = dict[str, Any]


def checked(written: str, snapshot: Snapshot) -> tuple[str, list[Refused]]:
    """The letter without the sentences that state what is not known; those, with their words."""
    whole = resume_text(snapshot.resume)
    refused: list[Refused] = []
    lines: list[str] = []
    for line in written.strip().split("\n"):
        kept: list[str] = []
        for span in split(line):
            sentence = line[span.start : span.end]
            profile = "\n".join(_entries_named(snapshot.resume, sentence)) or whole
            named = f"{snapshot.title}\n{snapshot.company}"
            if found := invented(sentence, Known(profile, snapshot.text, named)):
                refused.append({"text": sentence, "words": found})
            else:
                kept.append(sentence)
        if kept or not line.strip():
            lines.append(" ".join(kept))
    return "\n".join(lines).strip(), refused


def is_enough(letter: str) -> bool:
    """Whether so much is left that it is a letter."""
    return len(split(letter)) >= FEWEST


def struck(written: str, kept: str) -> str:
    """What was struck, sentence by sentence, as a unified diff."""
    before, after = ([text[one.start : one.end] for one in split(text)] for text in (written, kept))
    told = difflib.unified_diff(before, after, "written", "kept", lineterm="", n=1)
    return "\n".join(told)


def _entries_named(resume: Resume, sentence: str) -> Iterator[str]:
    """All that the entries say which a sentence names: what was done there was not done here."""
    said = set(tokens(sentence))
    for section, key in _WHERE:
        for entry in entries_of(resume, section):
            name = set(tokens(words(entry.get(key))))
            if name and name <= said:
                yield "\n".join(texts_of(entry))
