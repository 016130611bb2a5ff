"""The page as it is built from the sources of this checkout, made anew only where they changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.running_program import ROOT

WEB = ROOT / "web"
BUILT = ROOT / "build" / "page-under-test"
SOURCES = ("src", "public", "index.html", "ask.html", "vite.config.ts", "package-lock.json")
UNBUILT = {".test.ts", ".test.tsx"}


def what_is_missing() -> str:
    """Why the page cannot be built here; nothing if it can."""
    if shutil.which("node") is None:
        return "there is no Node to build the page with"
    if not (WEB / "node_modules" / ".bin" / "vite").exists():
        return "the packages of the page are not installed: npm ci in web/"
    return ""


def build() -> Path:
    """The folder with the page."""
    index = BUILT / "index.html"
    if not index.exists() or index.stat().st_mtime < newest_source():
        vite = str(WEB / "node_modules" / ".bin" / "vite")
        done = subprocess.run(
            [vite, "build", "--emptyOutDir", "--outDir", str(BUILT)],
            cwd=WEB,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return BUILT


def newest_source() -> float:
    """When something that the page is built from changed last."""
    named = [WEB / name for name in SOURCES]
    files = [file for path in named for file in (path, *path.rglob("*"))]
    return max(
        file.stat().st_mtime
        for file in files
        if file.is_file() and "".join(file.suffixes[-2:]) not in UNBUILT
    )
