"""The figures of one process, in a registry of their own, as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from folioscope.telemetry.instruments import Counted, Timed

PREFIX = "folioscope"
MEDIA_TYPE = CONTENT_TYPE_LATEST
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 1800)

Described = tuple[str, Sequence[str]]
Shown = Literal[
    "bases",
    "database_connections",
    "database_up",
    "disk_free_bytes",
    "disk_size_bytes",
    "documents",
    "index_bytes",
    "open_bases",
    "open_passages",
    "queue_age_seconds",
    "queue_length",
    "runs_active",
    "streams_open",
    "users",
    "writer_silent_seconds",
]

COUNTERS: Mapping[Counted, Described] = {
    "attempts": ("Attempts at runs that were begun here.", ("kind", "again")),
    "clients_cut": ("Clients of streams that took nothing and were cut.", ("door",)),
    "event_gaps": ("Events missing between two of a followed run: must be 0.", ()),
    "fences_lost": ("Attempts that found their run taken over by another.", ()),
    "files_read": ("Files that were read to be taken in.", ("outcome",)),
    "hint_misses": ("Events that were found by polling: no hint had come.", ()),
    "limits_reached": ("Requests that a limit refused.", ("code",)),
    "llm_cost_dollars": ("What language models cost, by FOLIOSCOPE_LLM_PRICES.", ("model",)),
    "llm_tokens": ("Tokens of language models, where they tell.", ("model", "direction")),
    "provider_errors": ("Failures of language models and their servers.", ("provider", "code")),
    "runs_ended": ("Runs that ended here.", ("kind", "state")),
}
TIMES: Mapping[Timed, tuple[str, Sequence[str], Sequence[float]]] = {
    "http_request": ("Until an answer begins.", ("method", "route", "status"), QUICK),
    "run": ("From the claim of a run to its end.", ("kind",), SLOW),
    "run_waited": ("From when a run was asked for until it is claimed.", ("kind",), SLOW),
    "stage": ("Stages of the work.", ("stage",), SLOW),
}
GAUGES: Mapping[Shown, Described] = {
    "bases": ("Knowledge bases.", ()),
    "database_connections": ("Connections to the database.", ("pool", "state")),
    "database_up": ("Whether the database answers.", ()),
    "disk_free_bytes": ("Free on the disk of the data folder.", ()),
    "disk_size_bytes": ("Size of the disk of the data folder.", ()),
    "documents": ("Documents by state.", ("state",)),
    "index_bytes": ("Indexes that are kept in the data folder.", ()),
    "open_bases": ("Knowledge bases whose indexes this process has open.", ()),
    "open_passages": ("Passages that can be found in them.", ()),
    "queue_age_seconds": ("How long the oldest run waits that could be claimed.", ()),
    "queue_length": ("Runs that wait to be claimed.", ("kind",)),
    "runs_active": ("Runs that have not ended.", ("status",)),
    "streams_open": ("Streams that clients hold open here.", ("door",)),
    "users": ("Accounts.", ()),
    "writer_silent_seconds": ("Since the writer of events last went round.", ()),
}


class Metrics:
    """Figures that grow, durations, and figures that are looked up when somebody asks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._counters = {
            name: Counter(f"{PREFIX}_{name}", told, labels, registry=self._registry)
            for name, (told, labels) in COUNTERS.items()
        }
        self._times = {
            name: Histogram(
                f"{PREFIX}_{name}_seconds", told, labels, registry=self._registry, buckets=buckets
            )
            for name, (told, labels, buckets) in TIMES.items()
        }
        self._gauges = {
            name: Gauge(f"{PREFIX}_{name}", told, labels, registry=self._registry)
            for name, (told, labels) in GAUGES.items()
        }

    def count(self, what: Counted, amount: float, labels: Mapping[str, str]) -> None:
        """Add to a figure that only grows."""
        counter = self._counters[what]
        (counter.labels(**labels) if labels else counter).inc(amount)

    def observe(self, what: Timed, seconds: float, labels: Mapping[str, str]) -> None:
        """Add a duration to the others."""
        self._times[what].labels(**labels).observe(seconds)

    def show(self, what: Shown, values: Mapping[tuple[str, ...], float]) -> None:
        """Replace a figure by what it is now, for each of its labels; () is that without any."""
        gauge = self._gauges[what]
        if not GAUGES[what][1]:
            gauge.set(values[()])
            return
        gauge.clear()
        for labels, value in values.items():
            gauge.labels(*labels).set(value)

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)
