"""The example notebook runs on an export, with nothing but NumPy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docs.generate import ROOT
from tests.features.offers.scripted_board import Synced

NOTEBOOK = ROOT / "docs" / "howto" / "offers.ipynb"


async def test_the_notebook_runs_on_an_export(
    synced: Synced,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await synced.sync()
    response = await synced.program.client.get("/api/offers/export", params={"format": "npz"})
    (tmp_path / "offers.npz").write_bytes(response.content)
    monkeypatch.chdir(tmp_path)
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    program = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    exec(compile(program, str(NOTEBOOK), "exec"), {})  # the code under test
    told = capsys.readouterr().out
    assert "3 offers, vectors of" in told
    assert "Baker" in told
    assert "two directions hold" in told


def test_the_notebook_holds_no_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    assert all(cell["outputs"] == [] for cell in cells if cell["cell_type"] == "code")
