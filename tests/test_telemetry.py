"""Log lines that cannot be forged."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

from procrastinate.exceptions import ConnectorException

from folioscope.telemetry import CalmDeliveries, JsonLines, PlainLines, QuietRepeats

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


def warned(text: str, at: float) -> logging.LogRecord:
    said = logging.LogRecord("x", logging.WARNING, "x.py", 1, text, (), None)
    said.created = at
    return said


def test_the_same_warning_is_said_once_in_half_a_minute() -> None:
    news = QuietRepeats()

    assert news.filter(warned("runs wait", 0))
    assert not news.filter(warned("runs wait", 29))
    assert news.filter(warned("events wait", 29))
    assert news.filter(warned("runs wait", 31))


def test_errors_are_said_each_time() -> None:
    news = QuietRepeats()
    failed = record("a")
    failed.levelno = logging.ERROR

    assert news.filter(failed)
    assert news.filter(failed)


def test_what_was_said_is_not_remembered_without_end() -> None:
    news = QuietRepeats()
    for number in range(1500):
        news.filter(warned(f"run {number} waits", 0))

    assert not news.filter(warned("run 1499 waits", 1))
    assert news.filter(warned("run 0 waits", 1))


def engine_said(logger: str, action: str) -> logging.LogRecord:
    said = record("server closed the connection\n\tterminating")
    said.name, said.levelno, said.levelname = logger, logging.ERROR, "ERROR"
    said.action = action
    return said


def test_a_worker_that_stops_is_a_warning_in_one_line() -> None:
    said = engine_said("procrastinate.worker.answer", "side_task_failed")
    assert CalmDeliveries().filter(said)
    line = PlainLines().format(said)
    assert line == "warning: read server closed the connection terminating"
    assert said.levelno == logging.WARNING


def test_how_its_tasks_end_is_not_told_again() -> None:
    assert not CalmDeliveries().filter(engine_said("procrastinate.utils", "listener_error"))


def test_a_job_that_fails_and_errors_of_others_keep_their_place_in_the_code() -> None:
    for said in (
        engine_said("procrastinate.worker.answer", "job_error"),
        engine_said("procrastinated", "side_task_failed"),
    ):
        assert CalmDeliveries().filter(said)
        assert "LookupError" in PlainLines().format(said)
        assert said.levelno == logging.ERROR


def test_a_task_of_the_engine_that_nobody_waited_for_is_a_line_too() -> None:
    said = engine_said("asyncio", "")
    assert CalmDeliveries().filter(said)
    assert said.levelno == logging.ERROR
    said.exc_info = (ConnectorException, ConnectorException("away"), None)
    assert CalmDeliveries().filter(said)
    assert said.levelno == logging.WARNING
    assert "\n" not in PlainLines().format(said)


def test_what_is_sent_to_models_is_never_logged_by_the_clients_of_their_vendors() -> None:
    said = (
        "import logging; from folioscope.telemetry import log_to_stderr; log_to_stderr('debug');"
        "[logging.getLogger(name).debug('a question') for name in"
        " ('openai._base_client', 'anthropic._base_client', 'folioscope.x')]"
    )
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stderr.count("a question") == 1
    assert "folioscope.x" in ran.stderr
