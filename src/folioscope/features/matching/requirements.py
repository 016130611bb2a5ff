"""What an offer asks for, one requirement at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from folioscope.errors import Invalid

Need = Literal["must", "nice", "gate"]
"""Asked for; good to have; without which nobody is taken, however well the rest fits."""

Kind = Literal[
    "skill", "experience", "language", "degree", "certificate", "permit", "equivalent", "other"
]
MOST = 200
"""Requirements of one offer. What an offer of 200 kB asks beyond that, nobody weighs."""

WEIGHTS: Mapping[Need, int] = {"must": 3, "nice": 1, "gate": 3}
MOST_WEIGHT = 10


class TooManyRequirements(Invalid):
    """More requirements than one offer may have."""

    code = "too_many_requirements"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet a requirement.

    ``key`` is the value as facts are compared (see ``knowledge.facts``): that of a skill, a
    language or a degree's level; the folded words of anything else. ``months`` is the least time
    it is to have been done; ``level`` the least level of a language. ``area`` are the words that
    say of what field a degree or an experience is to be; none where any will do.
    """

    kind: Kind
    key: str
    name: str
    months: int | None = None
    level: str | None = None
    area: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked, in the words of the offer; one of ``options`` is enough.

    ``weight`` is its share in the score, 0 to 10. ``start`` and ``end`` say where in the text of
    the offer it stands; None of one that somebody wrote.
    """

    id: str
    text: str
    need: Need
    weight: int
    options: tuple[Option, ...]
    start: int | None = None
    end: int | None = None


def as_data(requirements: Sequence[Requirement]) -> list[dict[str, Any]]:
    """Requirements as they are stored and sent."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "need": one.need,
            "weight": one.weight,
            "options": [
                {
                    "kind": option.kind,
                    "key": option.key,
                    "name": option.name,
                    "months": option.months,
                    "level": option.level,
                    "area": list(option.area),
                }
                for option in one.options
            ],
            "start": one.start,
            "end": one.end,
        }
        for one in requirements
    ]


def from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Requirements as ``as_data`` wrote them down."""
    return tuple(
        Requirement(
            **{
                **one,
                "options": tuple(
                    Option(**{**option, "area": tuple(option["area"])}) for option in one["options"]
                ),
            }
        )
        for one in data
    )


def no_more_than_allowed(count: int) -> None:
    """Refuse more requirements than an offer may have."""
    if count > MOST:
        msg = f"{count} requirements are more than an offer may have; keep the {MOST} that matter."
        raise TooManyRequirements(msg)
