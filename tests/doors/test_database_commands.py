"""The database is upgraded, copied, restored and checked from the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from folioscope.migrations import schema
from folioscope.migrations.apply import newest
from tests.running_program import Place, serving

ADA = "Ada Byron has run Kubernetes in production for six years."


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A data folder with a base in it."""
    (tmp_path / "ada.txt").write_text(ADA)
    place = Place(tmp_path / "data", {"FOLIOSCOPE_LOG_LEVEL": "warning"})
    assert place.run_here("kb", "create", "people").code == 0
    assert place.run_here("kb", "add", "people", tmp_path / "ada.txt").code == 0
    return place


@pytest.mark.slow
def test_a_copy_is_made_beside_a_server_and_brought_back_elsewhere(
    place: Place, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    with serving(place):
        made = place.run_here("db", "backup", copy, "--json")
        assert place.run_here("kb", "create", "later").code == 0
    assert made.code == 0, made
    assert (made.json["files"], made.json["lost_files"]) == (1, [])
    assert made.json["bytes"] == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    elsewhere = Place(tmp_path / "elsewhere", place.settings)
    restored = elsewhere.run_here("db", "restore", copy, "--json")
    assert restored.code == 0, restored
    assert restored.json["revision"] == newest()
    bases = elsewhere.run_here("kb", "list", "--json").json
    assert "people" in json.dumps(bases)
    assert "later" not in json.dumps(bases)
    (hit, *_) = elsewhere.run_here("search", "--kb", "people", "--json", "Kubernetes").json
    assert hit["text"] == ADA
    again = elsewhere.run_here("db", "restore", copy)
    assert (again.code, "There is something in this database" in again.told) == (5, True)


def test_no_table_is_left_out_of_a_copy_for_want_of_an_import() -> None:
    script = (
        "from folioscope.doors.opened_database import TABLES\n"
        "from folioscope.platform.database.base import Base\n"
        "print(sorted(TABLES) == sorted(Base.metadata.tables), len(TABLES))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", str(len(schema.metadata.tables))]


def test_a_copy_replaces_no_file_unless_it_is_told_to(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar"
    copy.write_text("mine")
    refused = place.run_here("db", "backup", copy)
    assert (refused.code, copy.read_text()) == (5, "mine")
    assert place.run_here("db", "backup", copy, "--force").code == 0
    assert "1 files, whole" in place.run_here("db", "check", copy).out
    assert list(tmp_path.glob("*.part")) == []


def test_an_archive_that_was_cut_short_is_told_and_not_restored(
    place: Place, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    assert place.run_here("db", "backup", copy).code == 0
    copy.write_bytes(copy.read_bytes()[:-8_000])
    told = place.run_here("db", "check", copy)
    assert (told.code, "no safety copy of Folioscope, or not all of one" in told.told) == (2, True)
    elsewhere = Place(tmp_path / "elsewhere", place.settings)
    assert elsewhere.run_here("db", "restore", copy).code == 2
    assert not (tmp_path / "elsewhere" / "folioscope.db").exists()


def test_a_file_that_is_gone_is_found_to_be(place: Place) -> None:
    assert place.run_here("db", "check").out == "The database and its files are whole.\n"
    shutil.rmtree(place.folder / "files")
    told = place.run_here("db", "check", "--json")
    assert (told.code, len(told.json["faults"])) == (1, 1)
    assert "is missing" in told.json["faults"][0]


def test_nothing_is_to_be_done_where_the_schema_is_the_newest(place: Place) -> None:
    told = place.run_here("db", "upgrade", "--dry-run", "--json").json
    assert (told["found"], told["steps"]) == (newest(), [])
    assert place.run_here("db", "upgrade", "--json").json == {
        "revision": newest(),
        "found": newest(),
        "copy": None,
    }


@pytest.mark.parametrize("command", [("backup", "copy.tar"), ("check",), ("upgrade", "--dry-run")])
def test_who_reads_a_database_that_is_not_there_makes_none(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    place = Place(tmp_path / "data", {})
    told = place.run_here("db", *command)
    assert told.code == 5
    assert f"no database of Folioscope at {tmp_path / 'data' / 'folioscope.db'}" in told.told
    assert "FOLIOSCOPE_DATA_DIR" in told.told
    assert not (tmp_path / "data").exists()
    assert not Path("copy.tar").exists()


def test_an_empty_database_is_not_copied(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", {})
    place.folder.mkdir()
    (place.folder / "folioscope.db").touch()
    told = place.run_here("db", "backup", tmp_path / "copy.tar")
    assert (told.code, "FOLIOSCOPE_DATA_DIR" in told.told) == (5, True)
    assert "db upgrade" not in told.told
    assert not (tmp_path / "copy.tar").exists()


def with_files_in(folder: Path, place: Place) -> Place:
    """The place with its files in a folder that others may share."""
    return Place(place.folder, {**place.settings, "FOLIOSCOPE_FILES_DIR": str(folder)})


def digests_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("[0-9a-f][0-9a-f]/*")}


def test_a_restore_on_trial_does_not_touch_the_shared_files_of_the_database_in_use(
    place: Place, tmp_path: Path
) -> None:
    shared, copy = tmp_path / "shared", tmp_path / "copy.tar"
    in_use = with_files_in(shared, Place(tmp_path / "in-use", place.settings))
    for name in ("ada", "later"):
        (tmp_path / f"{name}.txt").write_text(f"{name}: {ADA}")
    assert in_use.run_here("kb", "create", "people").code == 0
    assert in_use.run_here("kb", "add", "people", tmp_path / "ada.txt").code == 0
    assert in_use.run_here("db", "backup", copy).code == 0
    assert in_use.run_here("kb", "add", "people", tmp_path / "later.txt").code == 0
    before = digests_in(shared)
    trial = Place(tmp_path / "trial", in_use.settings)
    refused = trial.run_here("db", "restore", copy)
    assert (refused.code, str(shared) in refused.told) == (5, True)
    assert "FOLIOSCOPE_FILES_DIR" in refused.told
    assert trial.run_here("kb", "list").code == 0  # opens it, and sweeps
    assert digests_in(shared) == before
    elsewhere = with_files_in(tmp_path / "own", Place(tmp_path / "again", place.settings))
    assert elsewhere.run_here("db", "restore", copy).code == 0
    assert len(digests_in(tmp_path / "own")) == 1


def test_a_restore_into_a_shared_folder_can_be_tried_again(place: Place, tmp_path: Path) -> None:
    copy, shared = tmp_path / "copy.tar", tmp_path / "shared"
    assert place.run_here("db", "backup", copy).code == 0
    (digest,) = digests_in(place.folder / "files")
    (shared / digest[:2]).mkdir(parents=True)  # what a try that failed has put
    shutil.copy(place.folder / "files" / digest[:2] / digest, shared / digest[:2])
    again = with_files_in(shared, Place(tmp_path / "elsewhere", place.settings))
    assert again.run_here("db", "restore", copy).code == 0
    assert digests_in(shared) == {digest}
