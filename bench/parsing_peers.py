"""Other readers of documents, each in a process of its own under the peer's Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from parsing_gold import Outcome

NAMES = ("pypdf", "pdfplumber", "markitdown")
READABLE = {"pypdf": (".pdf",), "pdfplumber": (".pdf",)}
"""The formats of those that do not read them all."""

# Answers each path it is given with the texts of the pages, or the name of what went wrong.
PEER = """
import importlib.metadata, json, logging, os, sys, warnings
name = sys.argv[1]
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
if name == "pypdf":
    import pypdf
    def read(path):
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]
elif name == "pdfplumber":
    import pdfplumber
    def read(path):
        with pdfplumber.open(path) as pdf:
            return [page.extract_text() for page in pdf.pages]
else:
    from markitdown import MarkItDown
    reader = MarkItDown()
    def read(path):
        return [reader.convert(path).text_content]
print(name, importlib.metadata.version(name), flush=True)
for line in sys.stdin:
    try:
        answer = {"pages": read(line.rstrip("\\n"))}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
"""
SIGNS_OF_ENCRYPTION = ("password", "decrypt", "encrypt")


class Peer:
    """A reader that answers one file after the other."""

    def __init__(self, python: str, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [python, "-c", PEER, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.title = self._line()

    def reads(self, file: Path) -> bool:
        """Whether it claims to read files like this one."""
        return file.suffix.lower() in READABLE.get(self.name, (file.suffix.lower(),))

    def read(self, file: Path) -> Outcome:
        """Read one file."""
        assert self._process.stdin
        print(file, file=self._process.stdin, flush=True)
        answer = json.loads(self._line())
        if "error" in answer:
            encrypted = any(sign in answer["error"].lower() for sign in SIGNS_OF_ENCRYPTION)
            return Outcome(refused="encrypted" if encrypted else "corrupt")
        pages = [(number, text or "") for number, text in enumerate(answer["pages"], start=1)]
        return Outcome(pages, numbered=self.name != "markitdown")

    def seconds(self, file: Path) -> float:
        """Measure how long it takes to read a file."""
        start = perf_counter()
        self.read(file)
        return perf_counter() - start

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def peers(python: str) -> Iterator[list[Peer]]:
    """Start those that this Python has got."""
    started = [Peer(python, name) for name in NAMES] if python else []
    for missing in (peer.name for peer in started if not peer.title):
        print(f"Without {missing}: {python} cannot load it.", file=sys.stderr)
    yield [peer for peer in started if peer.title]
    for peer in started:
        peer.end()
