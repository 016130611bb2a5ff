"""The blocks of commands in the documentation, and what their pages say of them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.generate import ROOT

FENCE = re.compile(
    r"(?:^<!-- (?P<mark>not run|before): (?P<told>[^>]*?) -->\n+)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
SHELL = ("sh", "console")
PROMPT = "$ "
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "web" / "README.md",
    *sorted((ROOT / "docs" / "howto").glob("*.md")),
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "explanation").glob("*.md")),
)
"""Pages with commands; those of the HTTP reference are tried with the examples of routes."""


@dataclass(frozen=True)
class Block:
    """A block of a page: its commands, what is to be done before, and why it is not run if so."""

    page: Path
    line: int
    language: str
    text: str
    before: str = ""
    not_run: str = ""

    @property
    def commands(self) -> str:
        """What is typed: of a console the lines with a prompt, of anything else all."""
        if self.language != "console":
            return self.text
        typed = (line for line in self.text.splitlines() if line.startswith(PROMPT))
        return "\n".join(line.removeprefix(PROMPT) for line in typed)

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"

    def calls(self) -> Iterator[list[str]]:
        """The arguments of each ``folioscope`` in it."""
        for words in _lines(self.commands):
            for start, word in enumerate(words):
                if word.rpartition("/")[2] == "folioscope" and _begins(words[:start]):
                    yield list(_until_the_end(words[start + 1 :]))


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page that a shell would take."""
    text = page.read_text()
    found = []
    for match in FENCE.finditer(text):
        if match["language"] in SHELL:
            line = text.count("\n", 0, match.start("language")) + 1
            marks = {(match["mark"] or "").replace(" ", "_"): match["told"] or ""}
            marks.pop("", None)
            found.append(Block(page, line, match["language"], match["text"], **marks))
    return found


def _lines(text: str) -> Iterator[list[str]]:
    """The words of each line; what is quoted over several lines is one word of one line."""
    begun = ""
    for line in text.replace("\\\n", " ").splitlines():
        begun += line + "\n"
        try:
            words = shlex.split(begun, comments=True)
        except ValueError:
            continue  # a quote that a later line closes
        yield words
        begun = ""


def _begins(before: list[str]) -> bool:
    """Whether a word begins a command: after nothing, a separator, or settings of it alone."""
    for word in reversed(before):
        if word in ("&&", "||", ";", "|", "exec", "sudo", "time"):
            return True
        if not re.fullmatch(r"[A-Z_]+=.*", word):
            return False
    return True


def _until_the_end(words: list[str]) -> Iterator[str]:
    for word in words:
        if word in ("&&", "||", ";", "|", "&") or re.match(r"[0-9]?[<>]", word):
            return
        yield word
