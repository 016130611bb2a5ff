"""From a profile, and the pages it was read from, to what can be compared with requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from folioscope.features.knowledge.fact_keys import DEGREES, LEVELS, key_of, words_of
from folioscope.features.knowledge.fact_languages import spoken_in
from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.fact_mentions import Names, mentions
from folioscope.features.knowledge.fact_months import JULY, JUNE, YEAR, Stretch, stretch_of
from folioscope.features.knowledge.fact_studies import level_of
from folioscope.features.knowledge.sentences import split
from folioscope.features.matching.career import (
    Career,
    HeldRole,
    Named,
    Spoken,
    Statement,
    Studied,
)
from folioscope.features.matching.domain_words import content_words
from folioscope.features.matching.job_words import pattern
from folioscope.features.matching.proofs import LONGEST, Proof, SourcePage, proof_at
from folioscope.features.resumes.profile import Place, Profile
from folioscope.features.resumes.values import entries_of, part_of, text_of, texts_of
from folioscope.features.sections.folding import fold

LONGEST_ROLE = 720  # months; what is longer was misread
MOST_STATEMENTS = 3000
MOST_LETTERS = 200_000  # of a document that are compared
YEAR_ALONE = 4  # letters
_DATE = re.compile(r"(?P<year>19[3-9]\d|20\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?(?!\d)")
_HEDGED = pattern("hedged", "words")
_TELLING = (
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "projects",
)
_SAID = ("name", "position", "summary", "description", "location")


class CareerReader:
    """Reads one profile; ``pages`` are those of its document, none of one written by hand."""

    def __init__(self, profile: Profile, pages: Sequence[SourcePage]) -> None:
        self._resume = profile.resume
        self._places = profile.places
        self._pages = pages
        self._pastimes = [
            place for pointer, place in profile.places.items() if pointer.startswith("/interests/")
        ]
        self._names = Names()
        self._skills: dict[str, list[Named]] = {}

    def career(self) -> Career:
        """All that it states."""
        for pointer, name in self._listed_skills():
            key = key_of("skill", name)
            self._names.learn(key, name)
            self._skills.setdefault(key, []).append(
                Named(self._proof(pointer, name), _hedges(name))
            )
        statements = tuple(self._statements())
        roles = tuple(self._roles())
        return Career(
            statements,
            roles,
            {key: tuple(found) for key, found in self._skills.items()},
            dict(self._languages()),
            tuple(self._degrees()),
            tuple(self._certificates()),
        )

    def _proof(self, pointer: str, text: str) -> Proof:
        """Where a field stands: its own place, or that of what it is part of."""
        at = pointer
        while at:
            place = self._places.get(at)
            proof = proof_at(self._pages, place, pointer) if place else None
            if proof is not None:
                return proof
            at = at.rpartition("/")[0]
        return Proof(" ".join(text.split())[:LONGEST], pointer)

    def _listed_skills(self) -> Iterator[tuple[str, str]]:
        for at, entry in enumerate(entries_of(self._resume, "skills")):
            if name := text_of(entry.get("name")):
                yield f"/skills/{at}/name", name
            for index, keyword in enumerate(texts_of(entry.get("keywords"))):
                yield f"/skills/{at}/keywords/{index}", keyword

    def _statements(self) -> Iterator[Statement]:
        """The sentences of the document, then what its owner says beside it."""
        count = left = 0
        for ordinal, page in enumerate(self._pages):
            text = page.text[: max(0, MOST_LETTERS - left)]
            left += len(text)
            for start, end in split(text):
                proof = proof_at(self._pages, Place(ordinal, start, end), None)
                if proof is not None and count < MOST_STATEMENTS:
                    count += 1
                    yield self._statement(proof, text[start:end], Place(ordinal, start, end))
        for pointer, said in _said(self._resume):
            for start, end in () if self._is_shown(pointer) else split(said):
                if count < MOST_STATEMENTS:
                    count += 1
                    own = said[start:end]
                    yield self._statement(Proof(own[:LONGEST], pointer), own, None)

    def _is_shown(self, pointer: str) -> bool:
        return bool(self._pages) and pointer in self._places

    def _statement(self, proof: Proof, text: str, place: Place | None) -> Statement:
        is_hedged = _hedges(text)
        for key, found in mentions(Piece(0, 0, len(text), text), self._names):
            own = proof
            if place is not None:
                at = Place(place.page_ordinal, place.start + found.start, place.start + found.end)
                if self._is_pastime(at):
                    continue
                own = proof_at(self._pages, at, None) or proof
            self._skills.setdefault(key, []).append(Named(own, is_hedged))
        return statement(proof, text, is_hedged=is_hedged)

    def _is_pastime(self, at: Place) -> bool:
        """Whether somebody names it among what they like: Go may be the game."""
        return any(
            at.page_ordinal == one.page_ordinal and one.start <= at.start < one.end
            for one in self._pastimes
        )

    def _roles(self) -> Iterator[HeldRole]:
        for at, entry in enumerate(entries_of(self._resume, "work")):
            told = [text_of(entry.get(name)) for name in _SAID]
            told += texts_of(entry.get("highlights"))
            text = "\n".join(filter(None, told))
            title = text_of(entry.get("position")) or text_of(entry.get("name"))
            if not text:
                continue
            keys = (key for key, _ in mentions(Piece(0, 0, len(text), text), self._names))
            yield HeldRole(
                self._proof(f"/work/{at}/position", title),
                title,
                held(entry),
                frozenset(keys),
                f" {words_of(text)} ",
                frozenset(content_words(text, keeps_all=True)),
            )

    def _languages(self) -> Iterator[tuple[str, Spoken]]:
        """The languages, each once; where one is told twice the first counts."""
        seen: set[str] = set()
        for at, entry in enumerate(entries_of(self._resume, "languages")):
            name, fluency = text_of(entry.get("language")), text_of(entry.get("fluency"))
            found = next(spoken_in(f"{name}: {fluency}"), None)
            key = key_of("language", found[0][0] if found else name)
            level = (found[1] if found else None) or LEVELS.get(fold(fluency))
            if key and key not in seen:
                seen.add(key)
                pointer = f"/languages/{at}/language"
                yield key, Spoken(self._proof(pointer, f"{name}: {fluency}".strip(": ")), level)

    def _degrees(self) -> Iterator[Studied]:
        for at, entry in enumerate(entries_of(self._resume, "education")):
            kind, area = text_of(entry.get("studyType")), text_of(entry.get("area"))
            said = f"{kind} {area}".strip() or text_of(entry.get("institution"))
            if not said:
                continue
            found = level_of(kind) or level_of(area)
            level = found[0] if found else DEGREES.get(fold(kind))
            field = "studyType" if kind else "area"
            proof = self._proof(f"/education/{at}/{field}", said)
            yield Studied(proof, level, frozenset(content_words(f"{area} {kind}")))

    def _certificates(self) -> Iterator[Statement]:
        for at, entry in enumerate(entries_of(self._resume, "certificates")):
            said = f"{text_of(entry.get('name'))} {text_of(entry.get('issuer'))}".strip()
            if said:
                yield statement(self._proof(f"/certificates/{at}/name", said), said)


def career_of(profile: Profile, pages: Sequence[SourcePage]) -> Career:
    """What a profile states, each thing with the line of its document that says so."""
    return CareerReader(profile, pages).career()


def statement(proof: Proof, text: str, *, is_hedged: bool = False) -> Statement:
    """Some words of a CV as they are compared."""
    stems = frozenset(content_words(text, keeps_all=True))
    return Statement(proof, fold(text), f" {words_of(text)} ", stems, is_hedged)


def held(entry: Mapping[str, Any]) -> Stretch | None:
    """From when to when a role was held; None where that is not told or cannot be.

    Without an end it goes on. What ends before it begins, or lasts longer than a life of work, was
    misread.
    """
    since, until = text_of(entry.get("startDate")), text_of(entry.get("endDate"))
    first = _month(since, JULY)
    if first is None:
        return None
    if not re.search(r"\d", until):
        return Stretch(first, None, goes_on=True)
    if since == until and len(since) == YEAR_ALONE:  # as such a role is counted in facts
        return stretch_of(since + " - " + until)
    last = _month(until, JUNE)
    if last is None or not 0 <= last - first < LONGEST_ROLE:
        return None
    return Stretch(first, last)


def _month(written: str, middle: int) -> int | None:
    """The month of a date of a JSON Resume; of a year alone the middle of it."""
    found = _DATE.match(written)
    if found is None:
        return None
    month = int(found["month"]) - 1 if found["month"] else middle
    return int(found["year"]) * YEAR + month


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    """The texts of a part of a JSON Resume, each with its pointer."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, f"{pointer}/{at}")
    elif isinstance(value, str) and value.strip():
        yield pointer, " ".join(value.split())


def _said(resume: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a profile says that somebody did or can, each text with its pointer."""
    summary = text_of(part_of(resume, "basics").get("summary"))
    if summary:
        yield "/basics/summary", summary
    for name in _TELLING:
        yield from _texts(resume.get(name), f"/{name}")


def _hedges(text: str) -> bool:
    return _HEDGED.search(fold(text)) is not None
