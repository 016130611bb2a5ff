"""Questions with what their answers are expected to rest on, read from a file.

A question names documents, phrases, or both; or it says that its answer is not there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from folioscope.errors import Invalid

MOST_QUESTIONS = 10_000
MOST_BYTES = 20_000_000
LONGEST_QUESTION = 4_000
BETWEEN = "|"  # the documents, or the phrases, in a cell of a table
FIELDS = frozenset({"id", "question", "documents", "phrases", "not_there", "kbs", "mode"})
YES = frozenset({"1", "true", "yes", "y", "x"})


class QuestionsUnreadable(Invalid):
    """A file of questions that holds none, or is none."""

    code = "questions_unreadable"


class QuestionFaulty(Invalid):
    """One question of a file that cannot be asked; the others are."""

    code = "question_faulty"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Documents are paths or names, with ``*`` and ``?``; phrases stand in them."""

    id: str
    text: str
    documents: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    not_there: bool = False
    kbs: tuple[str, ...] = ()
    mode: str | None = None

    @property
    def targets(self) -> int:
        """How many things are to be found."""
        return len(self.documents or self.phrases)

    def found_in(self, path: str, text: str) -> frozenset[int]:
        """Which of the documents, or without any which phrases, a passage is of or holds."""
        if self.documents:
            return frozenset(at for at, name in enumerate(self.documents) if is_of(path, name))
        held = plain(text)
        return frozenset(at for at, phrase in enumerate(self.phrases) if plain(phrase) in held)


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file, and what is wrong with the others, each in a sentence."""

    questions: tuple[Question, ...]
    faults: tuple[str, ...]


def is_of(path: str, name: str) -> bool:
    """Whether a document has this path or file name, or one of this pattern."""
    file = PurePosixPath(path).name
    return name in {path, file} or fnmatchcase(path, name) or fnmatchcase(file, name)


def plain(text: str) -> str:
    """Text as phrases are compared: small letters, single blanks."""
    return " ".join(text.casefold().split())


def read_questions(path: Path) -> QuestionFile:
    """Read JSON Lines, JSON, YAML or CSV. ``QuestionsUnreadable`` where nothing can be used."""
    questions: list[Question] = []
    faults: list[str] = []
    for number, record in enumerate(_records(path), start=1):
        try:
            questions.append(_question(record, number))
        except QuestionFaulty as error:
            faults.append(f"question {number} of {path.name}: {error.message}")
    taken = {question.id for question in questions}
    if len(taken) < len(questions):
        raise QuestionsUnreadable(f"Two questions of {path.name} have the same id.")
    if not questions:
        why = f" {faults[0]}." if faults else ""
        raise QuestionsUnreadable(f"{path.name} has no question that can be asked.{why}")
    if len(questions) > MOST_QUESTIONS:
        raise QuestionsUnreadable(f"{path.name} has more than {MOST_QUESTIONS} questions.")
    return QuestionFile(tuple(questions), tuple(faults))


def _records(path: Path) -> Iterator[Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise QuestionsUnreadable(f"{path.name} has more than {MOST_BYTES // 10**6} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionsUnreadable(f"{path.name} is not text in UTF-8.") from error
    except OSError as error:
        raise QuestionsUnreadable(f"Cannot read {path}: {error.strerror}.") from error
    try:
        yield from _parsed(text, path.suffix.lower())
    except (ValueError, RecursionError, yaml.YAMLError, csv.Error) as error:
        raise QuestionsUnreadable(f"{path.name} cannot be read: {error}") from error


def _parsed(text: str, suffix: str) -> Iterator[Any]:
    if suffix == ".csv":
        yield from csv.DictReader(io.StringIO(text))
    elif suffix in (".json", ".yaml", ".yml"):
        held = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
        listed = held.get("questions") if isinstance(held, Mapping) else held
        if not isinstance(listed, list):
            msg = "it is to hold a list of questions"
            raise ValueError(msg)
        yield from listed
    else:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())


def _question(record: object, number: int) -> Question:
    if not isinstance(record, Mapping):
        raise QuestionFaulty("it is no object")
    if unknown := sorted(str(name) for name in record.keys() - FIELDS):
        raise QuestionFaulty(f"it has “{unknown[0]}”; known are {', '.join(sorted(FIELDS))}")
    text = str(record.get("question") or "").strip()
    if not 0 < len(text) <= LONGEST_QUESTION:
        raise QuestionFaulty(f"it has no “question” of 1 to {LONGEST_QUESTION} letters")
    question = Question(
        id=str(record.get("id") or number),
        text=text,
        documents=_several(record.get("documents")),
        phrases=_several(record.get("phrases")),
        not_there=_yes(record.get("not_there")),
        kbs=_several(record.get("kbs")),
        mode=str(record["mode"]) if record.get("mode") else None,
    )
    if question.not_there == bool(question.targets):
        raise QuestionFaulty("give “documents” or “phrases”, or else “not_there”")
    return question


def _several(value: object) -> tuple[str, ...]:
    """A list, or text with ``|`` between its parts."""
    parts = value if isinstance(value, list) else str(value or "").split(BETWEEN)
    return tuple(dict.fromkeys(stripped for part in parts if (stripped := str(part).strip())))


def _yes(value: object) -> bool:
    return value is True or str(value or "").strip().lower() in YES
