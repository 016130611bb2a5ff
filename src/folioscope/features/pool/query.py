"""A question over all CVs, as it is understood: which conditions, and what is to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "fr"]
ConditionKind = Literal[
    "skill",
    "language",
    "languages",
    "city",
    "country",
    "employer",
    "role",
    "degree",
    "certificate",
    "experience",
    "words",
]
Intent = Literal["count", "list", "most", "groups", "compare"]
GroupKind = Literal[
    "country", "city", "language", "degree", "skill", "employer", "role", "certificate"
]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a CV states, or with ``negated`` does not state.

    ``text`` is as it was asked for, ``key`` as facts are compared. ``area`` and ``organization``
    narrow degrees and roles, ``levels`` languages and degrees, ``least`` and ``most`` months, or
    how many languages are spoken, both inclusive. ``now`` wants the present or latest position.
    """

    kind: ConditionKind
    text: str = ""
    key: str = ""
    organization: str = ""
    area: str = ""
    levels: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    now: bool = False
    negated: bool = False


Clause = tuple[Condition, ...]
"""Conditions of which one must hold."""


@dataclass(frozen=True, slots=True)
class PoolQuery:
    """What is asked of all CVs. Every clause must hold.

    ``most`` takes the first ``take`` by ``measure``: the years of a skill or of all positions, or
    how many languages are spoken. ``groups`` counts CVs by ``group``; ``compare`` is about
    ``names``.
    """

    intent: Intent
    language: Language
    clauses: tuple[Clause, ...] = ()
    take: int = 1
    measure: Condition | None = None
    group: GroupKind | None = None
    names: tuple[str, ...] = field(default=())
