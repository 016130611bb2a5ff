"""What a process tells of itself, as the settings want it: logs, figures, traces."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from folioscope.errors import Invalid
from folioscope.settings.values import Settings
from folioscope.telemetry.instruments import Telemetry, Tracer
from folioscope.telemetry.logs import Logging
from folioscope.telemetry.metrics import Metrics
from folioscope.telemetry.redaction import Redaction


class TracesUnavailable(Invalid):
    """A collector of traces is set, and what sends them is not installed."""

    code = "traces_unavailable"


@dataclass(frozen=True)
class Instruments:
    """What is reported to, and where the figures of it can be read."""

    metrics: Metrics
    telemetry: Telemetry


def silent_instruments() -> Instruments:
    """Figures for who looks, and no traces."""
    metrics = Metrics()
    return Instruments(metrics, Telemetry(metrics))


@contextmanager
def instruments_of(settings: Settings) -> Iterator[Instruments]:
    """What the settings choose; traces that are left are sent at the end."""
    metrics = Metrics()
    if not settings.otel_endpoint:
        yield Instruments(metrics, Telemetry(metrics))
        return
    with _tracer(settings.otel_endpoint) as tracer:
        yield Instruments(metrics, Telemetry(metrics, tracer))


@contextmanager
def _tracer(endpoint: str) -> Iterator[Tracer]:
    try:
        from folioscope.telemetry.otel import OtelTracer
    except ModuleNotFoundError as error:
        msg = "Traces need the extra “otel”: pip install 'folioscope[otel]'."
        raise TracesUnavailable(msg) from error
    tracer = OtelTracer(endpoint)
    try:
        yield tracer
    finally:
        tracer.close()


def logging_of(settings: Settings) -> Logging:
    """How a process with these settings logs."""
    return Logging(
        level=settings.log_level,
        format=settings.log_format,
        content=settings.log_content,
        redaction=Redaction(secrets_of(settings)),
    )


def secrets_of(settings: Settings) -> list[str]:
    """Every secret that the settings hold, whatever it is called: keys, tokens, passwords."""
    found = [os.environ.get("PGPASSWORD", "")]
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            found += _parts(value.get_secret_value())
        elif isinstance(value, str) and "://" in value:
            found += _passwords(value)
    return [secret for secret in found if secret]


def _parts(secret: str) -> list[str]:
    return [secret, *_passwords(secret)]


def _passwords(address: str) -> list[str]:
    """The password of an address, as it stands there and as it is meant."""
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return []
    return [password, unquote(password)]
