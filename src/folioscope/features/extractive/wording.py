"""The words around quotations: everything an extractive answer says that is not quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from folioscope.features.extractive.evidence import Sentence, document_of, person
from folioscope.features.extractive.question import Language, Question
from folioscope.features.extractive.selection import Finding

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

_OPENING: dict[Language, str] = {
    "en": "No language model is set, so these are the passages' own words:",
    "fr": "Aucun modèle de langage n'est configuré ; voici les mots mêmes des passages :",
}
_OPENING_OF_ONE: dict[Language, str] = {
    "en": "No language model is set, so these are the own words of {title}:",
    "fr": "Aucun modèle de langage n'est configuré ; voici les mots mêmes de {title} :",
}
_PARTLY: dict[Language, str] = {
    "en": "No document found covers the whole question; these cover part of it:",
    "fr": "Aucun document trouvé ne répond à toute la question ; ceux-ci répondent en partie :",
}
NOTHING: dict[Language, str] = {
    "en": "Not found in these documents.",
    "fr": "Introuvable dans ces documents.",
}
# A number in brackets would read as a citation of ours.
_FOREIGN_MARK = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]")


def write(findings: Sequence[Finding], passages: Sequence[Passage], question: Question) -> str:
    """An answer of quotations, each with the number of its passage; or that there is none."""
    language = question.language
    if not findings:
        return NOTHING[language]
    is_grouped = question.wants_list or len(findings) > 1
    title = _title(findings[0], passages)
    paragraphs = [
        _OPENING[language] if is_grouped else _OPENING_OF_ONE[language].format(title=title)
    ]
    if not findings[0].covers_all:
        paragraphs.append(_PARTLY[language])
    if is_grouped:
        paragraphs.extend(_group(finding, passages) for finding in findings)
    else:
        lines = [_quotation(line, passages) for line in findings[0].sentences]
        paragraphs.append(_listed(lines) if len(lines) > 1 else lines[0])
    return "\n\n".join(paragraphs)


def _group(finding: Finding, passages: Sequence[Passage]) -> str:
    lines = [_quotation(line, passages) for line in finding.sentences]
    return f"**{_title(finding, passages)}**:\n{_listed(lines)}"


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _quotation(sentence: Sentence, passages: Sequence[Passage]) -> str:
    return f"{_unmarked(sentence.text)} [{passages[sentence.passage].number}]"


def _title(finding: Finding, passages: Sequence[Passage]) -> str:
    """The person a CV is of, where it says so, and the name of the file."""
    own = [passage for passage in passages if document_of(passage) == finding.document]
    name = next(filter(None, map(person, own)), "")
    file = _unmarked(PurePosixPath(own[0].path).name or own[0].document)
    return f"{name} ({file})" if name else file


def _unmarked(text: str) -> str:
    return _FOREIGN_MARK.sub(r"(\1)", " ".join(text.split()))
