"""Whose work comes with the program: every locked package that runs, with its licence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path
from typing import Any

from docs.marked_up import table

ROOT = Path(__file__).resolve().parents[1]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
PYTHON = ("runtime.txt", "model.txt")
CLASSIFIER = "License :: OSI Approved :: "
SPDX: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License Version 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "OSI Approved :: Apache Software License": "Apache-2.0",
}
"""What packages call their licences that do not yet name them as SPDX does."""


class LicenceUntold(Exception):
    """A package that does not say under which licence it comes."""


def packages() -> str:
    """The Python packages that the program runs with."""
    rows = [(f"`{name}`", version, _licence(metadata(name))) for name, version in python_locked()]
    return table(("package", "version", "licence"), rows)


def page_packages() -> str:
    """The packages that the built page is made of."""
    return table(("package", "version", "licence"), page_locked())


def python_locked() -> list[tuple[str, str]]:
    """Name and version of what is locked, by name."""
    told = "\n".join((ROOT / "requirements" / name).read_text() for name in PYTHON)
    return sorted(set(LOCKED.findall(told)))


def page_locked() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of what is locked and is no tool of ours."""
    held = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    found = {(_name(path), *_told(path, told)) for path, told in held.items() if _runs(path, told)}
    for name, version, licence in sorted(found):
        yield f"`{name}`", version, licence


def _runs(path: str, told: Mapping[str, Any]) -> bool:
    return bool(path) and not told.get("dev") and not told.get("devOptional")


def _name(path: str) -> str:
    return path.rpartition("node_modules/")[2]


def _told(path: str, told: Mapping[str, Any]) -> tuple[str, str]:
    if "license" not in told:
        raise LicenceUntold(path)
    return told["version"], told["license"]


def _one(told: PackageMetadata, name: str) -> str:
    return str(next(iter(told.get_all(name) or ()), ""))


def _licence(told: PackageMetadata) -> str:
    """The licence as SPDX writes it, from wherever a package tells it."""
    by_class = [
        line.removeprefix(CLASSIFIER)
        for line in told.get_all("Classifier") or ()
        if line.startswith(CLASSIFIER)
    ]
    free = _one(told, "License").strip().partition("\n")[0]
    for said in (_one(told, "License-Expression"), *by_class, free):
        if said:
            return SPDX.get(said, said)
    raise LicenceUntold(told["Name"])
