"""Log lines that cannot be forged."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

import pytest
from procrastinate.exceptions import ConnectorException

from folioscope.errors import LimitReached
from folioscope.telemetry.calm import CONTENT, CalmDeliveries, QuietRepeats
from folioscope.telemetry.context import bound
from folioscope.telemetry.logs import JsonLines, Logging, PlainLines
from tests.telemetry.logged import logging_to

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
        "import logging; from folioscope.telemetry.logs import Logging, log_to_stderr;"
        "log_to_stderr(Logging(level='debug'));"
        "[logging.getLogger(name).debug('a question') for name in"
        " ('openai._base_client', 'anthropic._base_client', 'folioscope.x')]"
    )
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stderr.count("a question") == 1
    assert "folioscope.x" in ran.stderr


def raised_by(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error) as caught:
        raised = (type(caught), caught, caught.__traceback__)
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, "run failed", (), raised)


def test_what_an_unforeseen_error_says_is_not_logged_but_where_it_was_raised_is() -> None:
    line = json.loads(JsonLines(Logging()).format(raised_by(ValueError("a sentence of a CV"))))
    assert "a sentence of a CV" not in line["exception"]
    assert "ValueError" in line["exception"]
    assert "raised_by" in line["exception"]


def test_what_our_own_errors_and_the_system_say_is() -> None:
    line = JsonLines(Logging()).format(raised_by(LimitReached("Too many.")))
    assert "limit_reached: Too many." in json.loads(line)["exception"]
    line = JsonLines(Logging()).format(raised_by(FileNotFoundError(2, "No such file", "/secret")))
    assert "No such file" in json.loads(line)["exception"]
    assert "/secret" not in line


NEVER_RETRIEVED = (
    "Task exception was never retrieved\n"
    "future: <Task finished name='Task-1' exception=ValueError('a sentence of a CV')>"
)
CALLBACK = (
    "Exception in callback Behind.ended(<Task ... of a CV>) at behind.py:4\n"
    "handle: <Handle Behind.ended(<Task ... of a CV>) at behind.py:4>"
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NEVER_RETRIEVED, "Task exception was never retrieved"),
        (CALLBACK, "Exception in callback Behind.ended"),
        (
            "socket.accept() out of system resource\nsocket: <x>",
            "socket.accept() out of system resource",
        ),
    ],
)
def test_asyncio_shows_no_task_whose_error_says_what_somebody_wrote(said: str, kept: str) -> None:
    record = logging.LogRecord("asyncio", logging.ERROR, "x.py", 1, said, (), None)
    assert json.loads(JsonLines(Logging()).format(record))["message"] == kept
    assert PlainLines(Logging()).format(record) == f"error: {kept}"
    assert json.loads(JsonLines(Logging(content=True)).format(record))["message"] == said


def test_what_others_say_in_several_lines_stays() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, NEVER_RETRIEVED, (), None)
    assert json.loads(JsonLines(Logging()).format(record))["message"] == NEVER_RETRIEVED


def test_who_looks_for_a_fault_may_have_all_of_it() -> None:
    line = JsonLines(Logging(content=True)).format(raised_by(ValueError("a sentence of a CV")))
    assert "a sentence of a CV" in json.loads(line)["exception"]


def test_errors_behind_an_error_are_told_too() -> None:
    said = "".join(("of a", " CV"))  # lines of code are told
    error = ExceptionGroup(said, [ValueError(said)])
    error.__cause__ = KeyError(said)
    record = raised_by(error)
    told = json.loads(JsonLines(Logging()).format(record))["exception"]
    assert "KeyError" in told
    assert "ExceptionGroup of ValueError" in told
    assert "of a CV" not in told


@pytest.mark.parametrize("breaks", ["\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c"])
def test_no_character_breaks_a_line(breaks: str) -> None:
    said = logging.LogRecord("x", logging.INFO, "x.py", 1, f"a{breaks}b", (), None)
    line = JsonLines().format(said)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"a{breaks}b"
    assert len(PlainLines().format(said).splitlines()) == 1


def test_lines_carry_the_ids_that_are_bound_and_no_others() -> None:
    said = logging.LogRecord("x", logging.INFO, "x.py", 1, "read", (), None)
    with bound(request_id="abc", user_id=3, run_id=None):
        inside = json.loads(JsonLines().format(said))
    outside = json.loads(JsonLines().format(said))
    assert (inside["request_id"], inside["user_id"]) == ("abc", 3)
    assert {"request_id", "user_id", "run_id"}.isdisjoint(outside)
    assert "run_id" not in inside


def test_what_libraries_put_beside_a_message_is_left_out() -> None:
    said = logging.LogRecord("x", logging.INFO, "x.py", 1, "read", (), None)
    said.job, said.status = {"text": "of a CV"}, 200
    line = json.loads(JsonLines().format(said))
    assert "job" not in line
    assert line["status"] == 200


def test_texts_of_people_are_logged_only_where_that_is_wanted() -> None:
    for is_wanted in (False, True):
        told = io.StringIO()
        with logging_to(told, Logging(content=is_wanted)):
            logging.getLogger(CONTENT).info("asked", extra={"question": "who is Ada?"})
        assert ("who is Ada?" in told.getvalue()) is is_wanted


def test_the_form_of_lines_can_be_chosen() -> None:
    for chosen, begins in (("auto", "{"), ("json", "{"), ("plain", "info: hello")):
        told = io.StringIO()
        with logging_to(told, Logging(format=chosen)):  # type: ignore[arg-type]  # of a loop
            logging.getLogger("folioscope.x").info("hello")
        assert told.getvalue().startswith(begins)


def test_what_the_server_says_of_refused_sockets_is_not_said_twice() -> None:
    stream = io.StringIO()
    with logging_to(stream, Logging(format="json")):
        server = logging.getLogger("uvicorn.error")
        server.error("ASGI callable returned without completing handshake.")
        server.error("Exception in ASGI application\n")
        server.error("Something else.")
    told = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert told == ["Something else."]
