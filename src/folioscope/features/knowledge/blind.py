"""The blind view of a document: what tells who somebody is has gone, what they can do is there.

Masked are names, ways to reach somebody, birth, age, gender, nationality, family and addresses; by
setting also schools and the years of studies. All that stands somewhere in the text stays where it
belongs: lines, parts of a CV, findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.blind_apart import apart, births
from folioscope.features.knowledge.blind_contacts import links, mails, phones, streets
from folioscope.features.knowledge.blind_details import gendered, labelled, told
from folioscope.features.knowledge.blind_leaks import Secrets, leaks
from folioscope.features.knowledge.blind_mentions import all_mentions, titled
from folioscope.features.knowledge.blind_moves import moves, with_masks
from folioscope.features.knowledge.blind_names import Called, called
from folioscope.features.knowledge.blind_rest import rest
from folioscope.features.knowledge.blind_schools import schools, schools_of, years
from folioscope.features.knowledge.blind_sheets import Sheet, loose, sheets_of
from folioscope.features.knowledge.blind_spans import WORDS, MaskKind, Span, joined
from folioscope.features.knowledge.fact_lines import told as lines_told
from folioscope.features.knowledge.fact_people import place
from folioscope.features.sections.folding import squeeze

LOOKS = 3  # after masking; what is found is masked too, and may have hidden something else
CHECKED = frozenset({"email", "phone", "link"})
METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Blinding:
    """How a base masks: whether schools and years of studies are masked as well."""

    schools: bool = False
    graduation_years: bool = False


@dataclass(frozen=True, slots=True)
class _Study:
    """What is known of a document while it is masked."""

    document: Parsed
    blinding: Blinding
    name: Called
    schools: frozenset[str]

    def spans(self, sheet: Sheet) -> Iterator[Span]:
        """All that rules find on a page."""
        yield from labelled(sheet)
        for find in (mails, links, phones, apart, told, streets, titled, gendered):
            yield from find(sheet)
        yield from all_mentions(sheet, self.name)
        if self.blinding.schools:
            yield from schools(sheet, self.schools)
        if self.blinding.graduation_years:
            yield from years(sheet)


def blinding_of(stored: Mapping[str, Any] | None) -> Blinding | None:
    """How a base masks, as it is stored; None for one that does not."""
    return None if stored is None else Blinding(**stored)


def stored(blinding: Blinding | None) -> dict[str, Any] | None:
    """How a base masks, to be stored."""
    return None if blinding is None else asdict(blinding)


def blinded(
    document: Parsed, blinding: Blinding, file_name: str
) -> tuple[Parsed, tuple[MaskKind, ...]]:
    """The document with masks, and the kinds of what is still seen of a person, if anything is.

    It has no title any more, and what its file tells beside its text is masked as a whole.
    """
    sheets = sheets_of(document)
    name = called(document, sheets, file_name)
    known = schools_of(document) if blinding.schools else frozenset()
    study = _Study(document, blinding, name, known)
    spans = _all_spans(study, sheets)
    secrets = _secrets(study, sheets, spans)

    def say(text: str) -> str:
        sheet = loose(text, document)
        return moves(text, [*study.spans(sheet), *leaks(sheet, secrets)]).text

    masked = with_masks(_without_metadata(document), spans, say)
    if blinding.schools or blinding.graduation_years:
        masked = _without_studies(masked, blinding)
    for _ in range(LOOKS):
        found = [list(leaks(sheet, secrets)) for sheet in sheets_of(masked)]
        if not any(found):
            return masked, ()
        masked = with_masks(masked, found, say)
    left = {span.kind for sheet in sheets_of(masked) for span in leaks(sheet, secrets)}
    return masked, tuple(sorted(left))


def _all_spans(study: _Study, sheets: Sequence[Sheet]) -> list[list[Span]]:
    spans = [list(study.spans(sheet)) for sheet in sheets]
    for home in place(lines_told(study.document)) if study.document.parts else ():
        spans[home.page_ordinal].append(Span(home.start, home.end, "address"))
    for ordinal, born in births(sheets):
        spans[ordinal].append(born)
    is_named = any(
        span.kind == "name" and sheet.is_within(span.start, "contact")
        for sheet, of in zip(sheets, spans, strict=True)
        for span in of
    )
    return [
        [*of, *rest(sheet, of, is_named=is_named)] for sheet, of in zip(sheets, spans, strict=True)
    ]


def _secrets(study: _Study, sheets: Sequence[Sheet], spans: Sequence[Sequence[Span]]) -> Secrets:
    values = frozenset(
        (squeeze(sheet.text[span.start : span.end]), span.kind)
        for sheet, of in zip(sheets, spans, strict=True)
        for span in joined(of, sheet.text)
        if span.kind in CHECKED
    )
    return Secrets(study.name, values)


def _without_metadata(document: Parsed) -> Parsed:
    findings = tuple(
        replace(found, text=WORDS["metadata"]) if found.kind == METADATA else found
        for found in document.findings
    )
    return replace(document, title=None, findings=findings, resume=None)


def _without_studies(document: Parsed, blinding: Blinding) -> Parsed:
    """The same without schools and dates in what is known of studies."""
    parts = []
    for part in document.parts or ():
        entry = part.entry
        if part.section == "education" and entry is not None:
            if blinding.schools and entry.organization:
                entry = replace(entry, organization=WORDS["school"])
            if blinding.graduation_years and entry.dates:
                entry = replace(entry, dates=WORDS["year"])
        parts.append(replace(part, entry=entry))
    pages = tuple(
        replace(page, entry=None) if page.section == "education" else page
        for page in document.pages
    )
    return replace(document, parts=document.parts and tuple(parts), pages=pages)
