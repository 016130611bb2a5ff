"""The command line: the same output with a server and without, errors by kind."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.running_program import ROOT, Finished, Place, serving

ADA = "Ada Byron has run Kubernetes in production for six years. She speaks French."
VARYING = {
    "run_id", "kb_id", "document_id", "thread_id", "seconds", "created_at", "updated_at",
    "started_at", "finished_at",
}  # fmt: skip
HEAVY = "numpy sqlalchemy fastapi starlette pydantic uvicorn faiss tantivy httpx2 rich asyncio"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place with two files beside the data folder, one of them bad."""
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "ada.txt").write_text(ADA)
    (folder / "zero.pdf").write_bytes(b"")
    return Place(tmp_path / "data", {"FOLIOSCOPE_LOG_LEVEL": "warning"})


@contextmanager
def maybe_serving(place: Place, *, is_served: bool) -> Iterator[None]:
    with serving(place) if is_served else nullcontext():
        yield


def stable(value: Any) -> Any:
    """What does not differ from one time to the next."""
    if isinstance(value, dict):
        return {name: stable(part) for name, part in value.items() if name not in VARYING}
    return [stable(part) for part in value] if isinstance(value, list) else value


SESSION = (
    ("kb", "create", "people", "--json"),
    ("kb", "add", "people", "cvs", "--json"),
    ("kb", "add", "people", "cvs/ada.txt", "--json"),
    ("kb", "list", "--json"),
    ("kb", "show", "people", "--json"),
    ("search", "--kb", "people", "--json", "Kubernetes"),
    ("ask", "--kb", "people", "--json", "Who has run Kubernetes?"),
    ("kb", "rebuild", "people", "--json"),
    ("kb", "rebuild", "people", "--from", "cvs/ada.txt", "--json"),
    ("kb", "remove", "people", "cvs/ada.txt", "--json"),
    ("kb", "remove", "people", "cvs/ada.txt", "--json"),
    ("kb", "create", "people", "--json"),
    ("kb", "create", "../../etc", "--json"),
    ("kb", "show", "../../etc", "--json"),
    ("kb", "add", "nope", "cvs", "--json"),
    ("kb", "add", "people", "nowhere.pdf", "--json"),
    ("ask", "--kb", "nope", "x", "--json"),
    ("run", "show", "nope", "--json"),
    ("kb", "delete", "people", "--json"),
    ("search", "x", "--json"),
)


@pytest.mark.slow
def test_commands_say_the_same_with_a_server_and_without(place: Place, tmp_path: Path) -> None:
    answers: list[list[Finished]] = []
    for is_served in (False, True):
        here = Place(tmp_path / f"data-{is_served}", place.settings)
        with maybe_serving(here, is_served=is_served):
            answers.append([here.run_here(*command) for command in SESSION])
    for command, alone, served in zip(SESSION, *answers, strict=True):
        assert (alone.code, alone.told) == (served.code, served.told), command
        if alone.out:
            assert stable(alone.json) == stable(served.json), command
    codes = [answer.code for answer in answers[0]]
    assert codes == [0] * 10 + [4, 5, 2, 4, 4, 1, 4, 4, 0, 0]
    for answer in answers[0]:
        assert "Traceback" not in answer.told
        assert bool(answer.out) or answer.told.startswith("error: ")


@pytest.mark.slow
def test_machine_output_has_the_names_that_scripts_use(place: Place) -> None:
    with serving(place):
        place.run_here("kb", "create", "people")
        added = place.run_here("kb", "add", "people", "cvs", "--json").json
        hits = place.run_here("search", "--kb", "people", "--json", "Kubernetes").json
        answer = place.run_here("ask", "--kb", "people", "--json", "Who has run Kubernetes?").json
        shown = place.run_here("run", "show", answer["run_id"], "--json").json
        events = place.run_here("run", "events", answer["run_id"], "--json").out.splitlines()
        later = place.run_here("run", "events", answer["run_id"], "--after", "2", "--json").out
        cancelled = place.run_here("run", "cancel", answer["run_id"], "--json").json
    assert set(added) == {"added", "unchanged", "failed", "chunks", "seconds"}
    assert (added["added"], added["unchanged"], added["chunks"]) == (1, 0, 1)
    (failed,) = added["failed"]
    assert set(failed) == {"path", "code", "message"}
    assert (failed["path"], failed["code"]) == ("cvs/zero.pdf", "empty_file")

    hit = {"document", "path", "page", "chunk_id", "score", "text", "kb"}
    assert [set(found) & hit for found in hits] == [hit]
    assert (hits[0]["document"], hits[0]["path"], hits[0]["text"]) == (
        "ada.txt",
        "cvs/ada.txt",
        ADA,
    )

    told = {"text", "citations", "grounding", "suggestions", "status"}
    assert set(answer) == {"thread_id", "run_id", *told}
    assert answer["status"] == "done"
    citation = {"n", "document", "path", "page", "chunk_id", "kb", "quote", "verified"}
    assert all(citation <= set(found) for found in answer["citations"])
    assert answer["citations"][0]["quote"] in ADA

    assert (shown["kind"], shown["status"]) == ("chat.answer", cancelled["status"])
    read = [json.loads(line) for line in events]
    assert [event["seq"] for event in read] == list(range(1, len(read) + 1))
    assert all(set(event) == {"seq", "type", "data"} for event in read)
    assert read[-2]["data"]["text"] == answer["text"]
    assert later.splitlines() == events[2:]


@pytest.mark.slow
def test_people_are_told_in_words(place: Place) -> None:
    place.run_here("kb", "create", "people")
    added = place.run_here("kb", "add", "people", "cvs")
    assert "1 added to “people”" in added.out
    assert "cvs/zero.pdf is empty (0 bytes)" in added.told
    answer = place.run_here("ask", "--kb", "people", "Who has run Kubernetes?")
    assert "[1] cvs/ada.txt" in answer.out
    assert "Kubernetes in production" in answer.out
    assert answer.told.startswith("Conversation: ")
    assert "“people” is deleted." in place.run_here("kb", "delete", "people", "--yes").out
    assert place.run_here("search", "x").out == "Nothing was found.\n"


@pytest.mark.slow
def test_a_second_server_on_a_data_folder_is_refused_by_name(place: Place) -> None:
    with serving(place) as server:
        second = place.run_here("serve")
        assert second.code == 5
        assert str(place.folder) in second.told
        assert f"process {server.pid}" in second.told
        assert "FOLIOSCOPE_DATA_DIR" in second.told
        assert place.run_here("db", "upgrade").code == 5
        assert place.run_here("kb", "list").code == 0


@pytest.mark.slow
def test_a_taken_port_is_told_at_once_and_opens_nothing(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = place.run_here("serve", "--port", str(port))
    assert told.code == 5
    assert str(port) in told.told
    assert not (place.folder / "folioscope.db").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_an_address_that_others_reach_is_refused_without_accounts(place: Place, host: str) -> None:
    told = Place(place.folder, {"FOLIOSCOPE_HOST": host}).run_here("serve")
    assert told.code == 2
    assert host in told.told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOLIOSCOPE_PORT", "99999"),
        ("LLM_PROVIDER", "nobody"),
        ("FOLIOSCOPE_DATABASE_URL", "mysql://x/y"),
        ("FOLIOSCOPE_DATABASE_URL", "nonsense"),
    ],
)
def test_a_setting_that_cannot_be_is_named(place: Place, name: str, value: str) -> None:
    told = Place(place.folder, {name: value}).run_here("kb", "list")
    assert told.code == 2
    assert told.told.startswith("error: ")
    assert name.removeprefix("FOLIOSCOPE_").lower().removesuffix("_url") in told.told.lower()
    assert "Traceback" not in told.told


def test_the_lock_file_is_for_its_owner_only(place: Place) -> None:
    with serving(place):
        assert (place.folder / "lock").stat().st_mode & 0o777 == 0o600


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['folioscope', '--help']\n"
        "from folioscope.doors.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY.split()} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "Usage: folioscope" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["kb", "ask", "search", "run", "db", "serve", "samples"])
def test_every_command_explains_itself(place: Place, command: str) -> None:
    told = place.run_here(command, "--help")
    assert told.code == 0
    assert told.out.startswith("Usage: ")
    assert not place.folder.exists()


@pytest.mark.parametrize("arguments", [("nope",), ("kb", "add", "x"), ("search", "-k", "0", "x")])
def test_a_command_that_cannot_be_read_is_a_usage_error(
    place: Place, arguments: tuple[str, ...]
) -> None:
    told = place.run_here(*arguments)
    assert (told.code, told.out) == (2, "")
    assert "Usage: " in told.told


def test_workers_are_refused_on_sqlite(tmp_path: Path) -> None:
    alone = Place(tmp_path / "data", {})
    for command in (("worker",), ("serve", "--workers-elsewhere")):
        told = alone.run_here(*command)
        assert told.code == 2
        assert "PostgreSQL" in told.told


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("db", "upgrade")])
def test_a_database_that_is_not_there_is_named_with_the_reason(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    address = "postgresql://ada:secret@127.0.0.1:1/cvs"
    place = Place(tmp_path / "data", {"FOLIOSCOPE_DATABASE_URL": address})
    told = place.run_here(*command)
    assert told.code == 8
    assert "127.0.0.1:1/cvs cannot be reached: Connection refused" in told.told
    assert "secret" not in told.told
