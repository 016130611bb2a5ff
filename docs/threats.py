"""The threats that are defended against, and the tests that show it, found by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
NAMED = re.compile(r"^ *(?:async )?def (test_t(\d\d)_\w+)\(", re.MULTILINE)


class Threat(NamedTuple):
    """One thing that may be tried, and what stands against it."""

    number: int
    what: str
    defence: str

    @property
    def name(self) -> str:
        """Its number as tests have it."""
        return f"T{self.number}"


THREATS = tuple(
    Threat(number, *told)
    for number, told in enumerate(
        (
            (
                "Words in a document that only machines see",
                "Text is read with its looks; what nobody can see is left out of chunks, and told.",
            ),
            (
                "A document in plain sight that gives orders to the model",
                "Passages stand in one marked block that none can close; the model has no tools.",
            ),
            (
                "An answer that runs as script, or loads what tells on its reader",
                "One renderer for what streams and for what is kept; no HTML, no images from afar.",
            ),
            (
                "Names of files and bases, and offers, that hold markup",
                "All of it is text; downloads are attachments of no guessable type.",
            ),
            (
                "Ids of what is somebody else’s",
                "Who asks is part of every SQL condition; foreign is answered as missing.",
            ),
            (
                "Passages of another owner among one’s own",
                "An index is of one base, and bases are chosen by SQL before anything is searched.",
            ),
            (
                "A stream that outlives the leave to read it",
                "One check for every credential and door, made again while a stream is open.",
            ),
            (
                "Forged, swapped and mixed-up tokens",
                "One algorithm a key, issuer, audience, kind and end are required.",
            ),
            (
                "Requests that another site has a browser send",
                "Cookies are SameSite=Strict, and the Origin is compared, of sockets too.",
            ),
            (
                "An address that leads into the private network",
                "One guarded client: agreed hosts, every address looked at, redirects too.",
            ),
            (
                "Names and paths that lead elsewhere",
                "Files are kept under their digest; no link leads out of the allowed roots.",
            ),
            (
                "Archives that unpack without end",
                "What comes out is counted while it is read; what headers say is not believed.",
            ),
            (
                "Documents on which a parser hangs or bursts",
                "A child process with limits of time, memory and output, and without a network.",
            ),
            (
                "XML that fetches, or grows",
                "A document type is refused; no entity is resolved.",
            ),
            (
                "Files that run when they are loaded",
                "Nothing is unpickled; an index whose digest differs is built anew.",
            ),
            (
                "Queries that are code",
                "Values are bound, names of filters are from a list, words are no syntax.",
            ),
            (
                "Questions that become arguments of a program",
                "Text goes to standard input, in an empty folder, with a named environment.",
            ),
            (
                "Secrets in logs, errors and events",
                "Values of secrets are struck out wherever they would be written.",
            ),
            (
                "Names that forge lines of a log",
                "A line is one JSON object; control characters are escaped.",
            ),
            (
                "An address made up to get around a limit",
                "The account counts before the address, which only named proxies may tell.",
            ),
            (
                "One account that takes all there is",
                "Limits of requests, messages, tokens and runs, by account and for all.",
            ),
            (
                "Many connections, and readers that do not read",
                "Streams are counted, and who does not read is cut off and may come again.",
            ),
            (
                "Bodies too large or too strange",
                "Sizes, parts, depth and text are checked before anything is made of them.",
            ),
            (
                "Text on which a pattern takes for ever",
                "Scanners are linear, and are tried on a megabyte of the worst.",
            ),
            (
                "Guessing who has an account, and the password",
                "One answer and one time for all failures, and longer waits after each.",
            ),
            (
                "A job board that sends the worst",
                "Its answers are brought to one form, cut to size, and read like any document.",
            ),
            (
                "Fields in a request that were never asked for",
                "What a request may hold is declared, and anything else is refused.",
            ),
            (
                "Deleted, and still there",
                "An erasure goes through every table, file, index and free page, with a receipt.",
            ),
            (
                "Doors left open by default",
                "No foreign origin is let in, and every answer has its headers.",
            ),
        ),
        start=1,
    )
)


def tested() -> Mapping[int, Mapping[str, list[str]]]:
    """The names of tests by threat and by file."""
    found: dict[int, dict[str, list[str]]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name, number in NAMED.findall(path.read_text()):
            files = found.setdefault(int(number), {})
            files.setdefault(path.relative_to(TESTS.parent).as_posix(), []).append(name)
    return found


def without_a_test() -> list[str]:
    """The threats that nothing is named after."""
    found = tested()
    return [f"{threat.name}: {threat.what}" for threat in THREATS if threat.number not in found]


def rows() -> list[tuple[str, str, str, str]]:
    """Each threat with its defence, and the files that try it."""
    found = tested()
    return [
        (threat.name, threat.what, threat.defence, _linked(found.get(threat.number, {})))
        for threat in THREATS
    ]


def _linked(files: Mapping[str, list[str]]) -> str:
    names = (f"[{Path(path).stem.removeprefix('test_')}](../../{path})" for path in files)
    return ", ".join(names)
