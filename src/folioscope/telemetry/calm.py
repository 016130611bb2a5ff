"""What is no line: what was said just now, what engines say at their end, what people wrote."""

from __future__ import annotations

import logging

REPEAT_SECONDS = 30.0
REMEMBERED = 1000
CONTENT = "folioscope.content"
"""The logger of what people wrote and were answered; silent unless an operator wants it."""


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
