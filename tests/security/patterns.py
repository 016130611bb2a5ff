"""Every regular expression of the program, and texts that were made to be hard for it.

As a process (``python -m tests.security.patterns SIZE SECONDS``) it tries one after the other and
says which, each in so many seconds of the processor: one that takes longer is named last.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

import folioscope
from folioscope.late_patterns import LatePattern
from tests.security.hard_texts import attacks

SOURCE = Path(folioscope.__file__).parent
CALLS = frozenset(
    {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
)


@dataclass(frozen=True)
class Found:
    """A pattern and where it stands."""

    place: str
    pattern: re.Pattern[Any]
    is_matched_whole: bool = False


def all_patterns() -> list[Found]:
    """Those that modules hold, and those that functions are written with, each once."""
    found: dict[tuple[Any, int], Found] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        for one in (*_held(module), *_written(name, path)):
            found.setdefault((one.pattern.pattern, one.pattern.flags), one)
    return list(found.values())


def _held(module: Any) -> Iterator[Found]:
    """Patterns among the names of a module, also within what these hold."""
    for name, value in sorted(vars(module).items()):
        if not name.startswith("__"):
            for pattern in _in(value, depth=4):
                is_whole = f"{name}.fullmatch(" in inspect.getsource(module)
                yield Found(f"{module.__name__}.{name}", pattern, is_whole)


def _in(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, LatePattern):
        yield value.compiled()
    elif isinstance(value, re.Pattern):
        yield value
    elif depth:
        for each in _parts_of(value):
            yield from _in(each, depth - 1)


def _parts_of(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return [getattr(value, name, None) for name in value.__dataclass_fields__]
    return ()


def _written(module: str, path: Path) -> Iterator[Found]:
    """Patterns that are written out where they are used."""
    for call in calls_of_re(path):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
            is_whole = ast.unparse(call.func) == "re.fullmatch"
            yield Found(f"{module}:{call.lineno}", re.compile(first.value), is_whole)


def calls_of_re(path: Path) -> Iterator[ast.Call]:
    """The calls of functions of ``re`` in a file."""
    yield from filter(_is_call_of_re, ast.walk(ast.parse(path.read_text())))


def _is_call_of_re(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node.func) == "late_pattern" or (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _is_written_out(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def made_elsewhere(path: Path) -> Iterator[ast.Call]:
    """Calls of ``re`` within functions whose pattern is not written out there."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in ast.walk(node):
                if _is_call_of_re(call) and not _is_written_out(call):
                    yield call


def attempt(found: Found, size: int) -> None:
    """Have a pattern look through every attack, in the way that it is used."""
    for text in attacks(found.pattern, size):
        if found.is_matched_whole:
            found.pattern.fullmatch(text)
        else:
            for _ in found.pattern.finditer(text):
                pass


def main() -> None:
    """Try every pattern, or the one that is named; each has its seconds of the processor."""
    size, seconds = map(int, sys.argv[1:3])
    given = [Found("given", re.compile(text)) for text in sys.argv[3:]]
    for found in given or all_patterns():
        _tell(f"{found.place} {found.pattern.pattern[:200]!r}")
        allowed = int(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))
        attempt(found, size)
    _tell("all")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
