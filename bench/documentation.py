"""Real text that is always at hand: the documentation inside the installed Python packages."""

from __future__ import annotations

import ast
import json
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from program import run

CHUNK_WORDS = 110
KEPT = Path(tempfile.gettempdir()) / "folioscope-bench"


def pieces(count: int) -> Iterator[str]:
    """Pieces of docstrings, the size of a chunk, as many as asked for."""
    words: list[str] = []
    for folder in map(sysconfig.get_path, ("stdlib", "purelib")):
        for file in sorted(Path(folder).rglob("*.py")):
            words += " ".join(_docstrings(file)).split()
            for _ in range(min(count, len(words) // CHUNK_WORDS)):
                yield " ".join(words[:CHUNK_WORDS])
                words = words[CHUNK_WORDS:]
                count -= 1
            if count == 0:
                return


def _docstrings(file: Path) -> Iterator[str]:
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def queries(count: int) -> list[str]:
    """Queries of four to twelve words that stand together in the documentation."""
    random = np.random.default_rng(11)
    words = " ".join(pieces(3000)).split()
    starts = random.integers(0, len(words) - 12, count)
    return [" ".join(words[start : start + random.integers(4, 13)]) for start in starts]


def filled(count: int) -> Path:
    """A data folder with a base ``docs`` of so many chunks; made once, and kept for later runs."""
    data_dir = KEPT / f"documentation-{count}"
    done = data_dir / "complete"
    if not done.exists():
        print(f"Embedding {count} chunks once; they stay in {data_dir}.", file=sys.stderr)
        data_dir.mkdir(parents=True, exist_ok=True)
        records = KEPT / "documentation.jsonl"
        with records.open("w", encoding="utf-8") as file:
            for number, text in enumerate(pieces(count)):
                print(json.dumps({"id": f"d{number}", "text": text}), file=file)
        run(data_dir, "kb", "create", "docs", "--chunk-size", "4000")
        run(data_dir, "kb", "add", "docs", str(records))
        done.touch()
    return data_dir
