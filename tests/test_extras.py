"""Whoever asks for what an extra brings, and has it not, is told its name."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.running_program import ROOT

HIDE = "import sys\nfor name in {hidden!r}: sys.modules[name] = None\n"
RUN = (
    "import sys; sys.argv = ['folioscope', *{arguments!r}]\n"
    "from folioscope.doors.cli import main; main()"
)
LOAD = "from folioscope.backends.registry import load; load({port!r}, {name!r})"
CASES: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "postgres": (
        ("psycopg", "psycopg_pool", "procrastinate"),
        {"FOLIOSCOPE_DATABASE_URL": "postgresql://127.0.0.1:9/x"},
        RUN.format(arguments=["kb", "list"]),
    ),
    "chroma": (("chromadb",), {}, LOAD.format(port="vectors", name="chroma")),
    "local": (
        ("xllamacpp",),
        {"LLM_GGUF": "/nowhere.gguf"},
        RUN.format(arguments=["doctor"]),
    ),
    "ocr": (("tesserocr",), {"FOLIOSCOPE_OCR": "auto"}, RUN.format(arguments=["doctor"])),
    "redis": (
        ("redis",),
        {"FOLIOSCOPE_LIMITS_STORAGE": "redis", "FOLIOSCOPE_REDIS_URL": "redis://127.0.0.1:9"},
        RUN.format(arguments=["kb", "list"]),
    ),
    "otel": (
        ("opentelemetry.sdk", "opentelemetry.exporter"),
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
        RUN.format(arguments=["kb", "list"]),
    ),
    "langchain": (("langchain_core",), {}, "import folioscope.doors.langchain"),
    "parquet": (
        ("pyarrow",),
        {},
        RUN.format(arguments=["offers", "export", "offers.parquet", "--format", "parquet"]),
    ),
    "samples": (
        ("weasyprint", "jinja2"),
        {},
        "from folioscope.features.samples.drawing import Sheet, draw_sheet\n"
        "list(draw_sheet(Sheet({}, 'classic'), ['pdf']))",
    ),
}


def test_every_extra_is_among_the_cases() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert CASES.keys() == extras["optional-dependencies"].keys() - {"dev"}


@pytest.mark.slow
@pytest.mark.parametrize("extra", CASES)
def test_an_extra_that_is_missing_is_named(extra: str, tmp_path: Path) -> None:
    hidden, environment, script = CASES[extra]
    said = subprocess.run(
        [sys.executable, "-c", HIDE.format(hidden=list(hidden)) + script],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(Path(sys.modules["folioscope"].__path__[0]).parent),
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "FOLIOSCOPE_DATA_DIR": str(tmp_path / "data"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode != 0
    told = " ".join((said.stdout + said.stderr).split())
    assert f"pip install 'folioscope[{extra}]'" in told, told[-2000:]
