"""What is going on when something is told: the request, the run, the user, the trace.

It is bound where a request or a run begins, and every log line in between carries it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

CLEAN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What another program may call a request: short, and with nothing to break a line or a header."""

_ids: ContextVar[Mapping[str, object]] = ContextVar("ids", default={})  # noqa: B039 - never changed
_trace: ContextVar[str | None] = ContextVar("trace", default=None)


def request_id_from(sent: str | None) -> str:
    """The id that a client gave a request, if it is clean; a new one otherwise."""
    return sent if sent is not None and CLEAN_ID.fullmatch(sent) else secrets.token_hex(8)


@contextmanager
def bound(**ids: object) -> Iterator[None]:
    """Have every log line carry these until the block is left; what is None is left out."""
    given = {name: value for name, value in ids.items() if value is not None}
    token = _ids.set({**_ids.get(), **given})
    try:
        yield
    finally:
        _ids.reset(token)


def current_ids() -> Mapping[str, object]:
    """What is bound."""
    return _ids.get()


def current_trace() -> str | None:
    """The span that is going on, as a W3C ``traceparent``, for who goes on with it elsewhere."""
    return _trace.get()


@contextmanager
def tracing(traceparent: str | None) -> Iterator[None]:
    """Have what is begun in the block be a part of this span."""
    token = _trace.set(traceparent)
    try:
        yield
    finally:
        _trace.reset(token)
