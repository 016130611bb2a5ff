"""Traces by OpenTelemetry, sent as OTLP over HTTP. Imported only where a collector is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from folioscope.telemetry.instruments import About, Span, SpanKind

SEND_SECONDS = 5
KINDS = {
    "internal": trace.SpanKind.INTERNAL,
    "server": trace.SpanKind.SERVER,
    "client": trace.SpanKind.CLIENT,
    "consumer": trace.SpanKind.CONSUMER,
}
_names = TraceContextTextMapPropagator()


class OtelSpan:
    """A span of OpenTelemetry."""

    def __init__(self, span: trace.Span) -> None:
        self.span = span

    @property
    def traceparent(self) -> str | None:
        """Its name for other processes."""
        carrier: dict[str, str] = {}
        _names.inject(carrier, trace.set_span_in_context(self.span))
        return carrier.get("traceparent")

    def note(self, about: About) -> None:
        """Say more of it."""
        self.span.set_attributes({name: told for name, told in about.items() if told is not None})

    def rename(self, name: str) -> None:
        """Call it otherwise."""
        self.span.update_name(name)

    def fail(self, code: str) -> None:
        """Say that it failed."""
        self.span.set_attribute("error.type", code)
        self.span.set_status(trace.StatusCode.ERROR)

    def end(self) -> None:
        """End it."""
        if self.span.is_recording():
            self.span.end()


class OtelTracer:
    """Begins spans and sends them, many at once, from a thread of its own."""

    def __init__(self, endpoint: str, service: str = "folioscope") -> None:
        resource = Resource.create(
            {"service.name": service, "service.version": version("folioscope")}
        )
        # Nothing of it is global, so that several may be open, and none stays behind.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("folioscope")

    def begin(self, name: str, kind: SpanKind, about: About, parent: str | None) -> OtelSpan:
        """Begin a span, below ``parent`` or else the one that is going on."""
        context = None if parent is None else _names.extract({"traceparent": parent})
        span = OtelSpan(self._tracer.start_span(name, context, KINDS[kind]))
        span.note(about)
        return span

    @contextmanager
    def current(self, span: Span) -> Iterator[None]:
        """Have it be the one that is going on."""
        assert isinstance(span, OtelSpan)
        with trace.use_span(
            span.span, end_on_exit=False, record_exception=False, set_status_on_exception=False
        ):
            yield

    def close(self) -> None:
        """Send what is left; a collector that does not answer is waited for a few seconds."""
        self._provider.shutdown()
