"""Log lines that cannot be forged."""

from __future__ import annotations

import json
import logging
import sys

from folioscope.telemetry import JsonLines, PlainLines

EVIL = 'cv.pdf\n{"level": "error"}\x1b[2J'


def record(message: str) -> logging.LogRecord:
    try:
        raise LookupError(message)
    except LookupError:
        return logging.LogRecord(
            "folioscope.x", logging.WARNING, "x.py", 1, "read %s", (message,), sys.exc_info()
        )


def test_a_line_is_one_json_object_whatever_is_in_it() -> None:
    line = JsonLines().format(record(EVIL))

    assert "\n" not in line
    assert "\x1b" not in line
    parsed = json.loads(line)
    assert parsed["message"] == f"read {EVIL}"
    assert parsed["level"] == "warning"
    assert "LookupError" in parsed["exception"]


def test_a_plain_line_obeys_no_control_character() -> None:
    plain = logging.LogRecord("x", logging.INFO, "x.py", 1, EVIL, (), None)
    line = PlainLines().format(plain)

    assert line.count("\n") == 0
    assert "\x1b" not in line
    assert "\\x1b[2J" in line
