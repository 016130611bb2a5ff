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

from folioscope.doors.cli import cli
from folioscope.errors import FolioscopeError
from folioscope.features.samples.command_models import NoWriter
from folioscope.features.samples.command_options import RendererMissing, check_renderer
from folioscope.features.samples.commands import samples
from folioscope.features.samples.drawing import SampleNotDrawn, Sheet, draw_sheet
from folioscope.features.samples.export import SamplesNotWritten
from folioscope.features.samples.generate import people

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(samples, ["generate", *arguments])


def pairs(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["samples", "pairs", *arguments])


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
        "truth": str(tmp_path / "new" / "folder.truth.jsonl"),
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
    [("--format", "pdf,doc"), ("--layout", "baroque"), ("--language", "nl"), ("--count", "0")],
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
        check_renderer(module)
    assert "\n" not in refusal.value.message
    assert capsys.readouterr().out == ""


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_that(tmp_path, "renderer_alone", "import no_such_painter", monkeypatch)
    with pytest.raises(RendererMissing, match="package no_such_painter"):
        check_renderer(module)


def test_pdf_and_page_lie_side_by_side(tmp_path: Path) -> None:
    result = run("--count", "1", "--format", "html,pdf", "--out", str(tmp_path))
    if isinstance(result.exception, RendererMissing):
        pytest.skip(result.exception.message)
    assert (tmp_path / "01-duc-vo.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "01-duc-vo.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_truth_lies_beside_the_folder_and_not_in_it(tmp_path: Path) -> None:
    result = run("--count", "2", "--format", "json", "--out", str(tmp_path / "cvs"))
    lines = (tmp_path / "cvs.truth.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == [
        "01-duc-vo.json",
        "02-katrin-kruger.json",
    ]
    assert f"What is true of them is in {tmp_path / 'cvs.truth.jsonl'}." in result.stdout
    assert sorted(path.suffix for path in (tmp_path / "cvs").iterdir()) == [".json", ".json"]


def test_a_truth_can_be_put_elsewhere_or_left_out(tmp_path: Path) -> None:
    options = ("--count", "1", "--format", "json", "--out", str(tmp_path / "cvs"))
    run(*options, "--no-truth")
    assert [path.name for path in tmp_path.iterdir()] == ["cvs"]
    run(*options, "--truth", str(tmp_path / "apart" / "truth.jsonl"))
    assert (tmp_path / "apart" / "truth.jsonl").read_text("utf-8").count("\n") == 1


def test_asked_again_nothing_is_drawn_twice(tmp_path: Path) -> None:
    options = ("--count", "3", "--format", "json", "--out", str(tmp_path / "cvs"))
    assert "were there" not in run(*options).stdout
    assert "3 files (3 people were there)" in run(*options).stdout
    assert "were there" not in run(*options, "--afresh").stdout


def test_all_four_languages_and_a_layout_can_be_asked_for(tmp_path: Path) -> None:
    options = ("--count", "8", "--format", "json", "--out", str(tmp_path / "cvs"))
    run(*options, "--locale", "fr,en,de,es", "--style", "photo,table")
    lines = (tmp_path / "cvs.truth.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["locale"] for line in lines} == {"en", "fr", "de", "es"}
    assert {json.loads(line)["layout"] for line in lines} == {"photo", "table"}


def test_hostile_ones_are_marked_in_the_truth(tmp_path: Path) -> None:
    options = ("--count", "4", "--format", "html", "--out", str(tmp_path / "cvs"))
    result = run(*options, "--hostile", "interleaved,hidden-text")
    if isinstance(result.exception, RendererMissing):
        pytest.skip(result.exception.message)
    lines = (tmp_path / "cvs.truth.jsonl").read_text("utf-8").splitlines()
    traps = [json.loads(line)["trap"] for line in lines]
    assert traps == ["hidden-text", "interleaved"] * 2


def test_what_is_not_drawn_cannot_be_hostile(tmp_path: Path) -> None:
    result = run("--hostile", "image-only", "--format", "json", "--out", str(tmp_path / "cvs"))
    assert result.exit_code == 2
    assert "--format pdf or html" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "asked", [("--llm",), ("--model", "extractive"), ("--llm", "--second-model", "extractive")]
)
def test_words_of_a_model_need_a_model(asked: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli,
        ["samples", "generate", *asked, "--format", "json", "--out", str(tmp_path / "cvs")],
        env={"FOLIOSCOPE_LLM_PROVIDER": "extractive", "FOLIOSCOPE_DATA_DIR": str(tmp_path)},
    )
    assert isinstance(result.exception, NoWriter)
    assert "--model" in result.exception.message
    assert not list(tmp_path.iterdir())


def test_jobs_and_their_cvs_lie_in_a_folder_each(tmp_path: Path) -> None:
    result = pairs("--count", "2", "--locale", "de,es", "--format", "json", "--out", str(tmp_path))
    assert result.exit_code == 0
    records = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()]
    assert [one["locale"] for one in records] == ["de", "es"]
    for record in records:
        assert (tmp_path / record["job"]).read_text("utf-8") == record["text"]
        assert sorted(cv["rank"] for cv in record["cvs"]) == list(range(1, len(record["cvs"]) + 1))
        for cv in record["cvs"]:
            assert json.loads((tmp_path / cv["file"]).read_text("utf-8")) == cv["resume"]
    told = json.loads(
        pairs("--count", "1", "--format", "json", "--out", str(tmp_path), "--json").stdout
    )
    assert told == {"pairs": str(tmp_path / "pairs.jsonl"), "jobs": 1, "cvs": 8}


def test_a_drawing_that_ends_badly_names_the_person(tmp_path: Path) -> None:
    person = next(people(7))
    sheet = Sheet({**person.resume, "meta": {"language": "xx"}}, "classic")
    with pytest.raises(SampleNotDrawn, match=r"CV of Đức Võ could not be drawn: .*KeyError"):
        list(draw_sheet(sheet, ["html"]))


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
