"""What a look at one thing of an installation came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How it is, in a sentence, and what to do about it; nothing where all is well."""

    state: State
    told: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    told: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """The same for programs."""
        return asdict(self)


def well(told: str) -> Finding:
    """Nothing is to be done."""
    return Finding("ok", told)


def doubtful(told: str, mend: str) -> Finding:
    """It works, and should be looked at."""
    return Finding("warning", told, mend)


def broken(told: str, mend: str) -> Finding:
    """It does not work, or lets in who should not be."""
    return Finding("failed", told, mend)


def worst(findings: list[Finding], otherwise: str) -> Finding:
    """Several findings about one thing as one: as bad as the worst, with all that is to be done."""
    if not findings:
        return well(otherwise)
    order: tuple[State, ...] = ("failed", "warning", "ok")
    state = min((found.state for found in findings), key=order.index)
    mends = " ".join(found.mend for found in findings if found.mend)
    return Finding(state, " ".join(found.told for found in findings), mends)
