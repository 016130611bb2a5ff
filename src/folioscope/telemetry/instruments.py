"""What is measured and traced, as everybody reports it; the wiring decides what becomes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol, TypeAlias

from folioscope.errors import FolioscopeError
from folioscope.telemetry.context import tracing

Counted = Literal[
    "attempts",
    "clients_cut",
    "event_gaps",
    "fences_lost",
    "files_read",
    "hint_misses",
    "limits_reached",
    "llm_cost_dollars",
    "llm_tokens",
    "provider_errors",
    "runs_ended",
]
Timed = Literal["http_request", "run", "run_waited", "stage"]
Stage = Literal[
    "retrieval", "rerank", "llm_first_token", "llm_total", "parse", "embed", "embed_query"
]
SpanKind = Literal["internal", "server", "client", "consumer"]
Attribute: TypeAlias = str | int | float | bool
About: TypeAlias = Mapping[str, Attribute | None]
"""What there is to say of something; what is None is not said."""

NOTHING: About = {}


class Meters(Protocol):
    """Where figures go."""

    def count(self, what: Counted, amount: float, labels: Mapping[str, str]) -> None:
        """Add to a figure that only grows."""
        ...

    def observe(self, what: Timed, seconds: float, labels: Mapping[str, str]) -> None:
        """Add a duration to the others."""
        ...


class Span(Protocol):
    """A part of a trace, while it lasts."""

    @property
    def traceparent(self) -> str | None:
        """Its name for other processes."""
        ...

    def note(self, about: About) -> None:
        """Say more of it."""
        ...

    def rename(self, name: str) -> None:
        """Call it otherwise, now that more is known."""
        ...

    def fail(self, code: str) -> None:
        """Say that it failed, in one word for programs; never in what somebody wrote."""
        ...

    def end(self) -> None:
        """End it; a second time does nothing."""
        ...


class Tracer(Protocol):
    """Where traces go."""

    def begin(self, name: str, kind: SpanKind, about: About, parent: str | None) -> Span:
        """Begin a span, below ``parent`` or else the one that is going on."""
        ...

    def current(self, span: Span) -> AbstractContextManager[None]:
        """Have it be the one that is going on."""
        ...


class NoSpan:
    """Where nothing is traced."""

    traceparent: str | None = None

    def note(self, about: About) -> None:
        """Nobody listens."""

    def rename(self, name: str) -> None:
        """Nobody listens."""

    def fail(self, code: str) -> None:
        """Nobody listens."""

    def end(self) -> None:
        """Nothing was begun."""


class Telemetry:
    """What the parts of a process report to. Without meters and a tracer it goes nowhere.

    It may be told from any thread.
    """

    def __init__(self, meters: Meters | None = None, tracer: Tracer | None = None) -> None:
        self._meters = meters
        self._tracer = tracer
        self._beats: dict[str, float] = {}

    def count(self, what: Counted, amount: float = 1, **labels: str) -> None:
        """Count something that happened."""
        if self._meters is not None:
            self._meters.count(what, amount, labels)

    def observe(self, what: Timed, seconds: float, **labels: str) -> None:
        """Note how long something took."""
        if self._meters is not None:
            self._meters.observe(what, seconds, labels)

    @contextmanager
    def stage(self, name: Stage, about: About = NOTHING) -> Iterator[Span]:
        """Measure and trace a stage of the work."""
        begun = time.perf_counter()
        try:
            with self.span(name, about=about) as span:
                yield span
        finally:
            self.observe("stage", time.perf_counter() - begun, stage=name)

    @contextmanager
    def span(
        self,
        name: str,
        kind: SpanKind = "internal",
        *,
        about: About = NOTHING,
        parent: str | None = None,
    ) -> Iterator[Span]:
        """Trace what is done in the block; what it begins is a part of it."""
        if self._tracer is None:
            yield NoSpan()
            return
        span = self._tracer.begin(name, kind, about, parent)
        try:
            with self._tracer.current(span), tracing(span.traceparent):
                yield span
        except BaseException as error:
            note_failure(span, error)
            raise
        finally:
            span.end()

    def begin(self, name: str, kind: SpanKind = "client", *, about: About = NOTHING) -> Span:
        """Begin a span that whoever begins it ends. It holds no others."""
        return NoSpan() if self._tracer is None else self._tracer.begin(name, kind, about, None)

    def beat(self, part: str) -> None:
        """Say that a part that must never stop is going on."""
        self._beats[part] = time.monotonic()

    def silent_for(self, part: str) -> float | None:
        """Seconds since it said so; None if it never did."""
        beaten = self._beats.get(part)
        return None if beaten is None else time.monotonic() - beaten


def note_failure(span: Span, error: BaseException) -> None:
    """Say of a span what it failed with; to be cancelled is no failure."""
    if isinstance(error, FolioscopeError):
        span.fail(error.code)
    elif not isinstance(error, asyncio.CancelledError | GeneratorExit):
        span.fail(type(error).__name__)


SILENT = Telemetry()
"""For parts that nobody looks at, such as those of a command."""
