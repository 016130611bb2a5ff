"""The bar on sizes: files of 350 code lines and functions of 50 at the most, no module too long.

Counts lines that hold code: neither blank, nor only a comment, nor a docstring.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "folioscope"
MOST_IN_FILE = 350
MOST_IN_FUNCTION = 50
SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def code_lines(source: str) -> set[int]:
    """Numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SKIPPED and token.string:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def too_long(path: Path) -> list[str]:
    """What in a file breaks the bar."""
    source = path.read_text()
    lines = code_lines(source)
    found = [f"{path}: {len(lines)} lines"] if len(lines) > MOST_IN_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
            if size > MOST_IN_FUNCTION:
                found.append(f"{path}:{node.lineno} {node.name}: {size} lines")
    return found


def main() -> None:
    """Print what is too long; exit 1 if anything is."""
    found = [told for path in sorted(SOURCE.rglob("*.py")) for told in too_long(path)]
    found = [told for told in found if "/migrations/versions/" not in told]
    print("\n".join(found) or "Every file and function is within the bar.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
