"""Programs that stand in for the command lines of vendors: small scripts in a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from folioscope.backends.llms.port import ChatMessage, Prompt

BEGINNING = (
    "import json, os, signal, sys, time\n"
    "def say(**event): print(json.dumps(event), flush=True)\n"
    "def report(**more):\n"
    "    seen = dict(argv=sys.argv[1:], env=dict(os.environ), cwd=os.getcwd(),\n"
    "        files=os.listdir(), stdin=sys.stdin.read(), pid=os.getpid(), **more)\n"
    "    with open({report!r}, 'w') as file: json.dump(seen, file)\n"
)


def fake_program(folder: Path, code: str) -> str:
    """The path of a program that runs ``code``; ``report()`` in it writes down what it sees."""
    path = folder / "program"
    beginning = BEGINNING.format(report=str(folder / "report.json"))
    path.write_text(f"#!{sys.executable}\n{beginning}{code}\n")
    path.chmod(0o755)
    return str(path)


def reported(folder: Path) -> dict[str, object]:
    """What the program has seen."""
    seen: dict[str, object] = json.loads((folder / "report.json").read_text())
    return seen


def asking(question: str, model: str | None = None) -> Prompt:
    """A prompt with rules and a question."""
    rules = ChatMessage("system", "Be kind.")
    return Prompt((rules, ChatMessage("user", question)), question, (), model=model)
