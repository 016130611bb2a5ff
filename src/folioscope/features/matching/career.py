"""What a CV states, as the requirements of offers are compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from folioscope.features.knowledge.fact_keys import SKILLS
from folioscope.features.knowledge.fact_months import Stretch, covered
from folioscope.features.matching.proofs import Proof

ENOUGH = 3  # proofs of one verdict


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a field of a profile: where it stands, and its words as they are compared.

    ``folded`` keeps each letter in its place; ``words`` are those of ``folded`` between blanks,
    ``stems`` what they are about. ``is_hedged`` of one that only tells what somebody would learn.
    """

    proof: Proof
    folded: str
    words: str
    stems: frozenset[str]
    is_hedged: bool


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A position that somebody held: ``words`` and ``stems`` of all that is told of it."""

    proof: Proof
    title: str
    stretch: Stretch | None
    skills: frozenset[str]
    words: str
    stems: frozenset[str]

    def uses(self, key: str) -> bool:
        """Whether what is told of it names a skill."""
        return key in self.skills or (not _is_everyday(key) and f" {key} " in self.words)

    @property
    def is_dated(self) -> bool:
        """Whether how long it was held can be told."""
        return self.stretch is not None and self.stretch.since is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A skill as it is named somewhere."""

    proof: Proof
    is_hedged: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language somebody speaks; ``level`` is native or A1 to C2, None if not told."""

    proof: Proof
    level: str | None


@dataclass(frozen=True, slots=True)
class Studied:
    """A degree; ``stems`` say of what field, none where that is not told."""

    proof: Proof
    level: str | None
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Career:
    """All of it. ``skills`` and ``languages`` are by their keys."""

    statements: tuple[Statement, ...]
    roles: tuple[HeldRole, ...]
    skills: Mapping[str, tuple[Named, ...]]
    languages: Mapping[str, Spoken]
    degrees: tuple[Studied, ...]
    certificates: tuple[Statement, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing could be read."""
        return not self.statements and not self.roles

    def months(self, this_month: int, which: Callable[[HeldRole], bool] = lambda _: True) -> int:
        """How long somebody has worked in roles of which something holds; overlaps count once."""
        return covered(
            (role.stretch for role in self.roles if role.stretch and which(role)), this_month
        )

    def named(self, key: str) -> tuple[Named, ...]:
        """Where a skill is named, or where the words of its key stand: “may go wrong” is no Go."""
        known = self.skills.get(key, ())
        if known or _is_everyday(key):
            return known
        phrase = f" {key} "
        found = (one for one in self.statements if phrase in one.words)
        return tuple(Named(one.proof, one.is_hedged) for one in found)


def _is_everyday(key: str) -> bool:
    """Whether the name of a skill is a word of another meaning unless it is written just so."""
    return any(name.where in {"cased", "listed"} for name in SKILLS.get(key, ()))


def overlap(wanted: Iterable[str], stems: frozenset[str]) -> float:
    """The share of the wanted words that are there; a part of a compound counts as one."""
    wanted = tuple(wanted)
    if not wanted:
        return 0.0
    return sum(any(_same(word, other) for other in stems) for word in wanted) / len(wanted)


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= 5 and short in long


def few(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """The first proofs, each once, those that a document shows before others."""
    ordered: Sequence[Proof] = sorted(dict.fromkeys(proofs), key=lambda one: not one.is_placed)
    return tuple(ordered[:ENOUGH])
