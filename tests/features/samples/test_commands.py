"""The command writes what was asked for, and says in one line why it cannot."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from folioscope.errors import FolioscopeError
from folioscope.features.samples.commands import RendererMissing, load_renderer, samples
from folioscope.features.samples.export import SamplesNotWritten

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(samples, ["generate", *arguments])


def test_json_files_are_named_for_number_and_person(tmp_path: Path) -> None:
    result = run("--count", "3", "--seed", "7", "--format", "json", "--out", str(tmp_path))
    assert result.exit_code == 0
    names = [path.name for path in sorted(tmp_path.iterdir())]
    assert names == ["01-duc-vo.json", "02-katrin-kruger.json", "03-josiane-desrosiers.json"]
    assert json.loads((tmp_path / names[0]).read_text("utf-8"))["basics"]["name"] == "Đức Võ"
    assert result.stdout.startswith(f"3 invented people in {tmp_path}: 3 files")


def test_machine_output_lists_the_files(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    result = run("--count", "2", "--format", "json", "--out", str(out), "--json")
    assert json.loads(result.stdout) == {
        "count": 2,
        "seed": 7,
        "directory": str(out),
        "files": [str(path) for path in sorted(out.iterdir())],
    }
    assert result.stderr == ""


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_text("mine")
    (tmp_path / "01-duc-vo.json").write_text("old")
    run("--count", "1", "--format", "json", "--out", str(tmp_path))
    assert (tmp_path / "mine.pdf").read_text() == "mine"
    assert (tmp_path / "01-duc-vo.json").read_text("utf-8").startswith("{")


def test_only_one_language_can_be_asked_for(tmp_path: Path) -> None:
    run("--count", "4", "--language", "fr", "--format", "json", "--out", str(tmp_path))
    written = [json.loads(path.read_text("utf-8")) for path in tmp_path.iterdir()]
    assert [person["meta"]["language"] for person in written] == ["fr"] * 4


@pytest.mark.parametrize(
    ("option", "value"),
    [("--format", "pdf,doc"), ("--layout", "baroque"), ("--language", "de"), ("--count", "0")],
)
def test_an_unknown_choice_is_a_usage_error(option: str, value: str, tmp_path: Path) -> None:
    result = run(option, value, "--out", str(tmp_path))
    assert result.exit_code == 2
    assert value.rpartition(",")[2] in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "cvs").write_text("a file")
    result = run("--format", "json", "--out", str(tmp_path / "cvs"))
    assert isinstance(result.exception, SamplesNotWritten)
    assert result.exception.message == f"Cannot write {tmp_path / 'cvs'}: File exists."


@contextmanager
def no_room_for_files() -> Iterator[None]:
    """For a moment only: what the test run itself writes may be a file, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_leaves_no_half_cv(tmp_path: Path) -> None:
    (tmp_path / "01-duc-vo.json").write_text("the old one")
    with no_room_for_files():
        result = run("--count", "1", "--format", "json", "--out", str(tmp_path))
    assert isinstance(result.exception, SamplesNotWritten)
    assert "01-duc-vo.json: File too large" in result.exception.message
    assert [path.read_text() for path in tmp_path.iterdir()] == ["the old one"]


def module_that(tmp_path: Path, name: str, source: str, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_missing_pango_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "print('a page of advice')\nraise OSError('cannot load library')"
    module = module_that(tmp_path, "renderer_without_pango", source, monkeypatch)
    with pytest.raises(RendererMissing, match="apt-get install libpango") as refusal:
        load_renderer(module)
    assert "\n" not in refusal.value.message
    assert capsys.readouterr().out == ""


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_that(tmp_path, "renderer_alone", "import no_such_painter", monkeypatch)
    with pytest.raises(RendererMissing, match="package no_such_painter"):
        load_renderer(module)


def test_pdf_and_page_lie_side_by_side(tmp_path: Path) -> None:
    result = run("--count", "1", "--format", "html,pdf", "--out", str(tmp_path))
    if isinstance(result.exception, RendererMissing):
        pytest.skip(result.exception.message)
    assert (tmp_path / "01-duc-vo.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "01-duc-vo.html").read_text("utf-8").startswith("<!doctype html>")


def test_listing_the_commands_loads_nothing_heavy() -> None:
    program = (
        "import sys, folioscope.features.samples.commands\n"
        "print(sorted({'weasyprint', 'jinja2', 'pydyf'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert loaded.stdout == "[]\n"


def test_its_errors_are_of_a_kind_the_doors_know() -> None:
    assert issubclass(RendererMissing, FolioscopeError)
    assert (RendererMissing.code, SamplesNotWritten.code) == (
        "renderer_missing",
        "samples_not_written",
    )
