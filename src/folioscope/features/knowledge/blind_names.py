"""Whose document it is: the words of their name, by all that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.blind_details import labelled
from folioscope.features.knowledge.blind_hints import GENERIC, PARTICLES, TITLES, hints_of, runs_in
from folioscope.features.knowledge.blind_sheets import LEXICON, Sheet, phrases
from folioscope.features.knowledge.fact_lines import Told, told
from folioscope.features.knowledge.fact_people import person
from folioscope.features.sections.entry_words import is_organization, is_position
from folioscope.features.sections.folding import fold
from folioscope.features.sections.headings import heading_of, is_spaced_out

ALIKE = 0.95  # of the largest type, from which type is as large
MOST_WORDS = 6  # of a name
SHORTEST = 3  # letters of a word of a name that is one in small letters too
LONG_ENOUGH = 4  # letters of a word that is looked for within others
COMMON = frozenset(phrases(LEXICON["names"]["common"]))
MONTHS = frozenset(phrases(LEXICON["names"]["months"]))
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = re.compile(r"\d|@|https?:|www\.|[:;|/]")
_SEPARATED = re.compile(r"\s*[,|•·–—]\s+|\s{3,}")
_SIGNED = re.compile(
    r"(?:sincerely|regards|yours (?:truly|faithfully)|respectfully|cordialement|salutations"
    r"[^\n]*|respectueusement|gruss(?:en)?|hochachtungsvoll|atentamente|saludos[^\n]*|cordiali "
    r"saluti|distinti saluti|atenciosamente)[ ,.]*\n\s*(?P<name>[^\n]{3,60})"
)


@dataclass(frozen=True, slots=True)
class Called:
    """The words of somebody's name, folded, without particles and titles."""

    words: frozenset[str]

    @property
    def plain(self) -> frozenset[str]:
        """Those that are a name in small letters too, as nothing else is called so."""
        return frozenset(
            word
            for word in self.words
            if len(word) >= SHORTEST and word not in COMMON and word not in MONTHS
        )


def called(document: Parsed, sheets: Sequence[Sheet], file_name: str) -> Called:
    """What the person of a document is called."""
    names = [
        *_stated(document),
        *_largest(document),
        *_labelled(sheets),
        *_signed(document, sheets),
    ]
    short = (name for name in names if len(name.split()) <= MOST_WORDS)
    words = {word for name in short for word in words_of_name(name)}
    hinted = [
        run
        for hint in hints_of(document, sheets, file_name)
        for sheet in sheets
        for run in runs_in(sheet.text, hint)
    ]
    of_work = [run for run in hinted if _is_of_work(run)]
    if words or len(of_work) < len(hinted):
        hinted = [run for run in hinted if run not in of_work]
    return Called(frozenset(words.union(*map(words_of_name, hinted))))


def words_of_name(name: str) -> set[str]:
    """The words of a name that tell who it is."""
    if is_spaced_out(name):
        name = " ".join(run.replace(" ", "") for run in re.split(r"\s{2,}", name))
    words = _WORD.findall(fold(name))
    return {
        word
        for word in words
        if len(word) > 1 and word not in PARTICLES | TITLES and word not in GENERIC
    }


def may_be_name(text: str) -> bool:
    """Whether a line could be a name by how it is written: a few words with capitals."""
    words = text.strip(" *#,.").split()
    if not 1 < len(words) <= MOST_WORDS or _NO_NAME.search(text) or heading_of(text):
        return False
    own = [word for word in words if fold(word).strip(".,") not in PARTICLES | TITLES]
    return bool(own) and all(
        _WORD.match(word) is not None and (word[0].isupper() or not word[0].isascii())
        for word in own
    )


def _stated(document: Parsed) -> Iterator[str]:
    """The name at the top of a CV, and the one of a file that is a résumé as data."""
    basics = (document.resume or {}).get("basics")
    if isinstance(basics, Mapping) and isinstance(basics.get("name"), str):
        yield basics["name"]
    lines = told(document)
    yield from (fact.value for fact in person(lines, document.title))
    first = next(filter(_is_first, lines), None)
    if first is not None and may_be_name(first.row.text):
        name = _SEPARATED.split(first.row.text)[0]
        if not _is_of_work(name):
            yield name


def _is_first(line: Told) -> bool:
    return line.section == "contact" and heading_of(line.row.text) is None


def _largest(document: Parsed) -> Iterator[str]:
    """What is set in the largest type of the first page, which may go over two lines."""
    page = document.pages[0] if document.parts and document.pages else None
    sizes = [line.size for line in page.lines if line.size is not None] if page else []
    if page is None or len(set(sizes)) < 2:
        return
    large = [line for line in page.lines if line.size and line.size > ALIKE * max(sizes)]
    name = _SEPARATED.split(" ".join(page.text[line.start : line.end] for line in large))[0]
    if may_be_name(name) and not _is_of_work(name):
        yield name


def _is_of_work(name: str) -> bool:
    return is_position(name, "experience") or is_organization(name)


def _labelled(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        for span in labelled(sheet):
            if span.kind == "name":
                yield sheet.text[span.start : span.end]


def _signed(document: Parsed, sheets: Sequence[Sheet]) -> Iterator[str]:
    """The name under a letter."""
    for sheet in sheets if not document.parts else ():
        for found in _SIGNED.finditer(sheet.folded):
            name = sheet.text[found.start("name") : found.end("name")]
            if may_be_name(name):
                yield name
