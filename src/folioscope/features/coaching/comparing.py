"""Which skills that a job names a résumé names too, each with its exact place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.fact_mentions import Names, mentions
from folioscope.features.search.hits import Hit

LONGEST = 240  # letters of a line that is cited whole
MOST = 40  # skills
_BULLETS = " \t-*•#"
_WORDS: Mapping[str, Sequence[str]] = {
    "en": (
        "Of {all} skills that this job names, your résumé names {some}.",
        "asked for",
        "Your résumé does not name:",
        "This compares the names of skills alone, not how well or how long.",
    ),
    "fr": (
        "Des {all} compétences que ce poste nomme, votre CV en nomme {some}.",
        "demandé",
        "Votre CV ne nomme pas :",
        "Seuls les noms des compétences sont comparés, pas le niveau ni la durée.",
    ),
    "de": (
        "Von {all} Kenntnissen, die diese Stelle nennt, nennt Ihr Lebenslauf {some}.",
        "verlangt",
        "Ihr Lebenslauf nennt nicht:",
        "Verglichen werden nur die Namen der Kenntnisse, nicht wie gut oder wie lange.",
    ),
    "es": (
        "De {all} competencias que nombra este puesto, su CV nombra {some}.",
        "se pide",
        "Su CV no nombra:",
        "Solo se comparan los nombres de las competencias, no el nivel ni la duración.",
    ),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A skill and the line that names it: ``hit.text[start:end]``."""

    key: str
    text: str
    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The skills that a job names: each with where the résumé does, None where it does not."""

    pairs: Sequence[tuple[Named, Named | None]]

    @property
    def places(self) -> list[Named]:
        """Each place once, those of the résumé first; a citation has its number in this list."""
        shown = [mine for _, mine in self.pairs if mine is not None]
        return [*shown, *(asked for asked, _ in self.pairs)]


def compared(resume: Sequence[Hit], job: Sequence[Hit]) -> Compared:
    """The skills of the job in the order in which it names them; of very many the first."""
    mine, asked = _first(resume), _first(job)
    return Compared([(one, mine.get(key)) for key, one in list(asked.items())[:MOST]])


def told(found: Compared, language: str) -> str:
    """What was found, in words, with the numbers of its places."""
    head, asked_for, missing, end = _WORDS[language]
    numbers = {id(one): number for number, one in enumerate(found.places, start=1)}
    both = [(asked, mine) for asked, mine in found.pairs if mine is not None]
    lines = [
        f"- {mine.text} [{numbers[id(mine)]}] ({asked_for}: [{numbers[id(asked)]}])"
        for asked, mine in both
    ]
    blocks = [head.format(all=len(found.pairs), some=len(both)), "\n".join(lines)]
    absent = [f"{asked.text} [{numbers[id(asked)]}]" for asked, mine in found.pairs if not mine]
    if absent:
        blocks.append(f"{missing} {', '.join(absent)}.")
    return "\n\n".join(block for block in (*blocks, end) if block)


def _first(hits: Sequence[Hit]) -> dict[str, Named]:
    """Each skill where it is named first."""
    found: dict[str, Named] = {}
    for one in _named(hits):
        found.setdefault(one.key, one)
    return found


def _named(hits: Sequence[Hit]) -> Iterator[Named]:
    for hit in hits:
        for key, piece in mentions(Piece(0, 0, len(hit.text), hit.text), Names()):
            yield Named(key, piece.text, hit, *_line(hit.text, piece))


def _line(text: str, piece: Piece) -> tuple[int, int]:
    """The line that a skill stands in, without its bullet; the skill alone in one that is long."""
    start = text.rfind("\n", 0, piece.start) + 1
    end = text.find("\n", piece.end)
    line = text[start : end if end >= 0 else len(text)]
    start += len(line) - len(line.lstrip(_BULLETS))
    line = line.strip(_BULLETS)
    return (start, start + len(line)) if len(line) <= LONGEST else (piece.start, piece.end)
