"""The number for a fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folioscope.features.matching.judging import Judgement, Verdict
from folioscope.features.matching.matrix import Match, ranked
from folioscope.features.matching.requirements import Need, Option, Requirement
from folioscope.features.matching.score import total
from tests.features.matching.known_fit import JOB, matched, profiled

A = (Option("skill", "a", "A"),)


def scored(*given: tuple[Need, int, Verdict]) -> tuple[int | None, int | None]:
    asks = [Requirement(f"r{n}", "A", need, weight, A) for n, (need, weight, _) in enumerate(given)]
    said = [Judgement(f"r{n}", verdict, "") for n, (*_, verdict) in enumerate(given)]
    score = total(asks, said)
    return score.score, score.at_most


@pytest.mark.parametrize(
    ("given", "score"),
    [
        ([("must", 3, "met"), ("nice", 1, "absent")], (75, 75)),
        ([("must", 3, "partly"), ("nice", 1, "met")], (63, 63)),  # 62.5, halves up
        ([("must", 3, "met"), ("must", 3, "unknown")], (50, 100)),
        ([("must", 0, "met"), ("must", 1, "absent")], (0, 0)),
        ([("must", 1, "met"), ("must", 1, "met"), ("must", 1, "absent")], (67, 67)),
        ([("must", 0, "met")], (None, None)),
        ([], (None, None)),
    ],
)
def test_the_score_is_the_share_of_the_weight_that_is_borne_out(
    given: list[tuple[Need, int, Verdict]], score: tuple[int | None, int | None]
) -> None:
    assert scored(*given) == score


def test_what_is_not_told_lowers_the_confidence_and_not_what_may_be() -> None:
    asks = [Requirement("r1", "A", "must", 1, A), Requirement("r2", "A", "must", 1, A)]
    sure = [Judgement("r1", "met", "", certainty=1.0), Judgement("r2", "unknown", "")]
    assert total(asks, sure).confidence == 50


def test_a_closed_gate_rules_out_whatever_the_score_is() -> None:
    asks = [Requirement("r1", "A", "gate", 3, A), Requirement("r2", "A", "must", 9, A)]
    said = [Judgement("r1", "absent", ""), Judgement("r2", "met", "")]
    score = total(asks, said)
    assert (score.score, score.is_ruled_out, score.failed) == (75, True, ("r1",))
    unclear = total(asks, [Judgement("r1", "unknown", ""), said[1]])
    assert (unclear.is_ruled_out, unclear.open) == (False, ("r1",))


def test_the_same_input_gives_the_same_score_twenty_times() -> None:
    assert len({matched().score for _ in range(20)}) == 1


def test_the_best_come_first_and_the_ruled_out_last() -> None:
    empty, good = matched(JOB, profiled(skills=[{"keywords": ["Go"]}])), matched()
    other = replace(good, candidate=replace(good.candidate, resume_id="y", name="Ada"))
    failed = replace(good.score, score=100, failed=("r1",))
    out = Match(good.candidate, good.job, failed, good.judgements)
    assert ranked([out, empty, good, other]) == [other, good, empty, out]
    assert ranked([good, other, empty, out]) == [other, good, empty, out]
