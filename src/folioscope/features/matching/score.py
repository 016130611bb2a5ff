"""A number for how well a CV fits an offer: computed from the verdicts, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from folioscope.features.matching.judging import Judgement, Verdict
from folioscope.features.matching.requirements import Requirement

VALUE: Mapping[Verdict, Fraction] = {
    "met": Fraction(1),
    "partly": Fraction(1, 2),
    "absent": Fraction(0),
    "unknown": Fraction(0),
}


@dataclass(frozen=True, slots=True)
class Score:
    """How well a CV fits.

    ``score``, 0 to 100, is the share of the weight that the CV bears out: all of what is met, half
    of what is met by half. ``at_most`` is what it would be if all were met that the CV is silent
    on. ``confidence``, 0 to 100, is how sure the verdicts are; it moves the score nowhere. All are
    None where nothing is asked. ``failed`` and ``open`` are the gates that are not met, and those
    nobody can tell of from the CV.
    """

    score: int | None
    at_most: int | None
    confidence: int | None
    failed: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def is_ruled_out(self) -> bool:
        """Whether a gate is closed, however well the rest fits."""
        return bool(self.failed)


def total(requirements: Sequence[Requirement], judgements: Sequence[Judgement]) -> Score:
    """The score of the verdicts on these requirements, in exact fractions, rounded at the end."""
    pairs = list(zip(requirements, judgements, strict=True))
    whole = sum(requirement.weight for requirement, _ in pairs)
    gates = [(one.id, judged.verdict) for one, judged in pairs if one.need == "gate"]
    failed = tuple(gate for gate, verdict in gates if verdict == "absent")
    unclear = tuple(gate for gate, verdict in gates if verdict in ("unknown", "partly"))
    if not whole:
        return Score(None, None, None, failed, unclear)
    reached = sum((one.weight * VALUE[judged.verdict] for one, judged in pairs), Fraction(0))
    silent = sum(one.weight for one, judged in pairs if judged.verdict == "unknown")
    sure = sum((one.weight * Fraction(str(judged.certainty)) for one, judged in pairs), Fraction(0))
    return Score(
        _percent(reached, whole),
        _percent(reached + silent, whole),
        _percent(sure, whole),
        failed,
        unclear,
    )


def _percent(part: Fraction, whole: int) -> int:
    """A share in percent, halves rounded up."""
    return int(100 * part / whole + Fraction(1, 2))
