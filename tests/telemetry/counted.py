"""Meters that keep what they are told, for tests to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from folioscope.telemetry.instruments import Counted, Telemetry, Timed


class Counts:
    """What was counted and how often something was timed."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.times: Counter[str] = Counter()
        self.telemetry = Telemetry(self)

    def count(self, what: Counted, amount: float, labels: Mapping[str, str]) -> None:
        """Keep it."""
        self.counts[_named(what, labels)] += int(amount)

    def observe(self, what: Timed, seconds: float, labels: Mapping[str, str]) -> None:
        """Keep that it was."""
        assert seconds >= 0
        self.times[_named(what, labels)] += 1


def _named(what: str, labels: Mapping[str, str]) -> str:
    told = ",".join(labels[name] for name in sorted(labels))
    return f"{what}:{told}" if told else what
