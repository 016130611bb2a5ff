"""Backends by name: each is there, and nothing else is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from folioscope.backends.registry import BACKENDS, BackendNotInstalled, BackendUnknown, load

NAMED = [(port, name) for port, names in sorted(BACKENDS.items()) for name in sorted(names)]


@pytest.mark.parametrize(("port", "name"), NAMED)
def test_every_backend_in_the_table_can_be_loaded(port: str, name: str) -> None:
    assert callable(load(port, name))


@pytest.mark.parametrize(
    "name", ["", "Disk", "disk ", "os:system", "folioscope.backends.blobs.disk"]
)
def test_a_name_that_is_not_in_the_table_loads_nothing(name: str) -> None:
    with pytest.raises(BackendUnknown, match="among blobs; there is: disk") as refused:
        load("blobs", name)
    assert f"“{name}”" in refused.value.message


def test_the_table_itself_loads_no_backend() -> None:
    heavy = "faiss onnxruntime openvino openai pypdfium2 lxml numpy"
    script = (
        "import sys, folioscope.backends.registry\n"
        f"print([name for name in {heavy.split()} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_backend_whose_packages_are_missing_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(BACKENDS["blobs"], "cloud", "no_such_package.blobs:Cloud")
    with pytest.raises(BackendNotInstalled, match=r"“no_such_package”.*pip install"):
        load("blobs", "cloud")
