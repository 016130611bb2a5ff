"""Logs on standard error: one JSON object a line, or plain lines where a person looks on."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

TALKATIVE = (
    "alembic",
    "anthropic",
    "faiss",
    "httpx2",
    "openai",
    "procrastinate",
    "psycopg.pool",
    "uvicorn.error",
    "watchfiles",
)
REPEAT_SECONDS = 30.0
REMEMBERED = 1000


class JsonLines(logging.Formatter):
    """Renders a record as one line; JSON escapes every control character in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """Renders a record for a person; control characters are shown, not obeyed."""

    def format(self, record: logging.LogRecord) -> str:
        """Level and message."""
        message = "".join(c if c.isprintable() else repr(c)[1:-1] for c in record.getMessage())
        line = f"{record.levelname.lower()}: {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class QuietRepeats(logging.Filter):
    """Drops what was said in the same words less than half a minute ago.

    While a database is away, everyone who tries says so each second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is news."""
        if record.levelno != logging.WARNING:
            return True
        words = (record.name, record.getMessage())
        if record.created - self._said.get(words, float("-inf")) < REPEAT_SECONDS:
            return False
        if len(self._said) >= REMEMBERED:
            self._said.clear()
        self._said[words] = record.created
        return True


def _is_of_engine(record: logging.LogRecord) -> bool:
    if record.name == "asyncio":  # a task of the engine that nobody waited for
        raised = type(record.exc_info[1]).__module__ if record.exc_info else ""
        return raised == "procrastinate.exceptions"
    return record.name.split(".")[0] == "procrastinate"


class CalmDeliveries(logging.Filter):
    """Has the delivery engine tell in a line what it stops at: its workers are renewed.

    What becomes of a job is told as it is, with the place in the code.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is news: how a worker ends is told when it begins to."""
        action = str(getattr(record, "action", ""))
        if not _is_of_engine(record) or action.startswith(("job_", "task_")):
            return True
        if record.name == "procrastinate.utils" and action.endswith("_error"):
            return False
        if record.levelno >= logging.ERROR:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = " ".join(record.getMessage().split()), ()
            record.exc_info = record.exc_text = None
        return True


def log_to_stderr(level: str) -> None:
    """Send every log line of the process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CalmDeliveries())
    handler.addFilter(QuietRepeats())
    handler.setFormatter(PlainLines() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Errors of requests are logged where they are answered, with method and path.
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: "Exception in ASGI application" not in record.getMessage()
    )
