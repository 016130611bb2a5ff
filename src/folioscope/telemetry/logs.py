"""Logs on standard error: one JSON object a line, or plain lines where a person looks on."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO, TypeAlias

from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

from folioscope.errors import FolioscopeError
from folioscope.telemetry.calm import CONTENT, CalmDeliveries, QuietRepeats
from folioscope.telemetry.context import current_ids
from folioscope.telemetry.redaction import Redaction

TALKATIVE = (
    "alembic",
    "anthropic",
    "authlib",
    "faiss",
    "httpcore2",
    "httpx2",
    "openai",
    "opentelemetry",
    "procrastinate",
    "psycopg.pool",
    "python_multipart",
    "urllib3",
    "uvicorn.error",
    "watchfiles",
)
SAID_BESIDE = ("method", "route", "status", "ms", "user_id", "code", "question", "answer")
"""What a line may carry beside its message. What libraries add is not known to be harmless."""

TOLD_ELSEWHERE = (
    "Exception in ASGI application",
    "ASGI callable returned without completing handshake",
)
"""Errors of requests are logged where they are answered, with method and path. The other is said of
each WebSocket that is refused with an answer."""

OF_CALLBACK = "Exception in callback "

KEPT = ("_record", "_from_structlog", "exc_info")

Format = Literal["auto", "json", "plain"]
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


@dataclass(frozen=True)
class Logging:
    """How a process logs. ``content`` has it log texts too, and what unforeseen errors say."""

    level: str = "info"
    format: Format = "auto"
    content: bool = False
    redaction: Redaction = field(default_factory=Redaction)


class JsonLines(ProcessorFormatter):
    """Renders a record as one line of JSON, in which every control character is escaped."""

    def __init__(self, told: Logging | None = None) -> None:
        super().__init__(processors=[*_processors(told or Logging(content=True)), _as_json])


class PlainLines(ProcessorFormatter):
    """Renders a record for a person; control characters are shown, not obeyed."""

    def __init__(self, told: Logging | None = None) -> None:
        super().__init__(processors=[*_processors(told or Logging(content=True)), _as_plain])


def _processors(told: Logging) -> list[Processor]:
    return [
        _record,
        *([] if told.content else [_without_tasks]),
        ExtraAdder(allow=SAID_BESIDE),
        _exception(_told_whole if told.content else _told_without_text),
        ProcessorFormatter.remove_processors_meta,
        _redacted(told.redaction),
    ]


def _record(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Time, level, logger and message of a record, and what is going on."""
    record: logging.LogRecord = event["_record"]
    at = datetime.fromtimestamp(record.created, UTC)
    return {
        **{name: event[name] for name in KEPT if name in event},
        "time": at.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": event["event"],
        **current_ids(),
    }


def _without_tasks(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """What asyncio says without the tasks it shows, and with them what their errors say."""
    if event["logger"] == "asyncio":
        first = str(event["message"]).partition("\n")[0]
        # A callback is shown with what it is handed, which may be such a task.
        event["message"] = first.partition("(")[0] if first.startswith(OF_CALLBACK) else first
    return event


def _exception(tell: Callable[[ExcInfo], str]) -> Processor:
    def add(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        found = event.pop("exc_info", None)
        if found and found[0] is not None:
            event["exception"] = tell(found)
        return event

    return add


def _told_whole(raised: ExcInfo) -> str:
    return "".join(traceback.format_exception(*raised)).rstrip("\n")


def _told_without_text(raised: ExcInfo) -> str:
    """Where it was raised and what it is; what it says may be what somebody wrote."""
    chain: list[str] = []
    error: BaseException | None = raised[1]
    while error is not None and len(chain) < 10:
        frames = "".join(traceback.format_tb(error.__traceback__))
        chain.append(f"Traceback (most recent call last):\n{frames}{_named(error)}")
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        error = cause
    return "\nafter\n".join(chain)


def _named(error: BaseException) -> str:
    """An error by its name, with what it says if that was written to be read."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, FolioscopeError):
        return f"{name}: {error.code}: {error.message}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}"
    if isinstance(error, BaseExceptionGroup):
        return f"{name} of {', '.join(map(_named, error.exceptions))}"
    return f"{name} (what it says is not logged; FOLIOSCOPE_LOG_CONTENT=true shows it)"


def _redacted(redaction: Redaction) -> Processor:
    def clean(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {name: redaction.clean_all(value) for name, value in event.items()}

    return clean


def _as_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    line = json.dumps(event, ensure_ascii=False, default=str)
    if line.isprintable():
        return line
    # JSON leaves some characters as they are at which other programs break lines.
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def _as_plain(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    line = f"{event['level']}: {_shown(str(event['message']))}"
    if "request_id" in event and event["level"] in ("warning", "error"):
        line = f"{line} (request {event['request_id']})"
    if "exception" in event:
        told = "\n".join(map(_shown, str(event["exception"]).split("\n")))
        line = f"{line}\n{told}"
    return line


def _shown(text: str) -> str:
    return text if text.isprintable() else "".join(map(_shown_character, text))


def _shown_character(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]


def log_to_stderr(told: Logging, stream: TextIO | None = None) -> None:
    """Send every log line of the process to standard error, or to another stream."""
    stream = stream or sys.stderr
    is_plain = told.format == "plain" or (told.format == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.addFilter(CalmDeliveries())
    handler.addFilter(QuietRepeats())
    handler.setFormatter(PlainLines(told) if is_plain else JsonLines(told))
    logging.basicConfig(level=told.level.upper(), handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True  # it tells whole addresses
    logging.getLogger(CONTENT).disabled = not told.content
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: not record.getMessage().startswith(TOLD_ELSEWHERE)
    )
