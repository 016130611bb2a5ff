"""Shows that the suite can fail: eight planted faults, each of which must turn its case red.

``python -m tests.faults.sensitivity [name …]`` copies the program's source, plants one fault in the
copy, and runs the case against it. The checkout is not touched. A fault whose text is no longer in
the source ends everything, loudly.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.running_program import ROOT

SIDE_BY_SIDE = 2
HEAD = "| planted fault | case | database | result |\n| --- | --- | --- | --- |\n"
PATIENCE = "30"  # seconds; a run that never ends is what some cases are to see


class TextGone(Exception):
    """The source is not any more what a planted fault was written for."""


@dataclass(frozen=True)
class Mutant:
    """A planted fault: what stands in a file, what to put there, and the case that must see it."""

    name: str
    file: str
    before: str
    after: str
    case: str
    database: str = "sqlite"


MUTANTS = (
    Mutant(
        "no fence",
        "platform/runs/ledger_repository.py",
        "            RUNS.c.attempt == asked.c.attempt,\n"
        "            # So that what was stored, although the answer was lost, is not "
        "stored once more.\n"
        "            RUNS.c.next_seq == asked.c.next_seq,\n"
        "            RUNS.c.status == RunStatus.RUNNING,\n",
        "",
        "test_databases.py::test_a_server_is_held_beyond_its_lease_and_goes_on",
        "postgres",
    ),
    Mutant(
        "sequence from memory",
        "platform/runs/ledger_repository.py",
        "                first = next_seq - len(batch.events)\n",
        "                numbers = self.__class__.__dict__.get('numbers') or {}\n"
        "                self.__class__.numbers = numbers\n"
        "                first = numbers.get(batch.run_id, 1)\n"
        "                numbers[batch.run_id] = first + len(batch.events)\n",
        "test_answering.py::test_killed_at_a_part_of_the_tokens[50]",
    ),
    Mutant(
        "stream reads notifications only",
        "platform/runs/follow.py",
        "POLL_SECONDS = 1.0\n",
        "POLL_SECONDS = 86_400.0\n",
        "test_streaming.py::test_lost_hints_cost_only_time",
    ),
    Mutant(
        "document ready before its chunks",
        "features/knowledge/staging.py",
        'document.state = "parsed"',
        'document.state = "ready"',
        "test_filling.py::test_an_upload_is_killed[read]",
    ),
    Mutant(
        "file written in place",
        "backends/blobs/disk.py",
        "                digest, size = copy_hashed(stream, target, max_bytes)\n",
        "                import hashlib\n"
        "                digest = hashlib.sha256(stream.read()).hexdigest()\n"
        "                size = stream.tell()\n"
        "                stream.seek(0)\n"
        "                self._path(digest).parent.mkdir(exist_ok=True)\n"
        "                if not self._path(digest).exists():\n"
        "                    with self._path(digest).open('wb') as in_place:\n"
        "                        copy_hashed(stream, in_place, max_bytes)\n",
        "test_filling.py::test_a_file_that_broke_off_is_whole_when_it_is_sent_again",
    ),
    Mutant(
        "no unique terminal event",
        "migrations/versions/0001_first_schema.py",
        '"uq_run_events_terminal",\n            ["run_id"],\n            unique=True,',
        '"uq_run_events_terminal",\n            ["run_id"],\n            unique=False,',
        "test_cancelling.py::test_cancelled_twice_and_after_its_end",
    ),
    Mutant(
        "acknowledged before the commit",
        "platform/api/dependencies.py",
        'WriteSession = Annotated[Session, Depends(_writing, scope="function")]',
        'WriteSession = Annotated[Session, Depends(_writing, scope="request")]',
        "test_posting.py::test_no_message_is_acknowledged_before_it_is_committed",
    ),
    Mutant(
        "no idempotency",
        "platform/api/idempotency.py",
        "        if self.key is None:\n",
        "        if True:\n",
        "test_posting.py::test_the_same_message_fifty_times_at_once",
    ),
)


def plant(mutant: Mutant, folder: Path) -> Path:
    """A copy of the source with the fault in it."""
    source = folder / "src"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", source, ignore=ignored)
    file = source / "folioscope" / mutant.file
    text = file.read_text()
    if text.count(mutant.before) != 1:
        msg = f"“{mutant.name}”: this is not once in {mutant.file}:\n{mutant.before}"
        raise TextGone(msg)
    file.write_text(text.replace(mutant.before, mutant.after))
    return source


def seen(mutant: Mutant) -> str | None:
    """What the case complains of; None if it is content, or what it stands on broke."""
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL may run as another user
        results = folder / "results"
        results.touch()
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-m", "faults", "-p", "no:cacheprovider"),
                f"--database={mutant.database}",
                f"--basetemp={folder / 'tests'}",
                f"tests/faults/{mutant.case}",
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "FAULTS_SOURCE": str(plant(mutant, folder)),
                "FAULTS_RESULTS": str(results),
                "FAULTS_PATIENCE": PATIENCE,
            },
            capture_output=True,
            check=False,
        )
        told = [json.loads(line) for line in results.read_text().splitlines()]
    failed = [line for line in told if line["outcome"] == "failed" and line["when"] == "call"]
    return complaint(failed[0]["told"]) if failed else None


def complaint(told: str) -> str:
    """The first line of a failed assertion."""
    lines = [line[1:].strip() for line in told.splitlines() if line.startswith("E ")]
    return (lines or [""])[0].removeprefix("AssertionError: ").replace("|", "/")[:100]


def rows(mutants: list[Mutant]) -> Iterator[tuple[Mutant, str | None]]:
    """Each fault and how it was seen."""
    for mutant in mutants:
        with tempfile.TemporaryDirectory() as folder:
            plant(mutant, Path(folder))
    with ThreadPoolExecutor(SIDE_BY_SIDE) as side_by_side:
        yield from zip(mutants, side_by_side.map(seen, mutants), strict=True)


def main() -> None:
    """Print the table; exit 1 if a case stays green."""
    wanted = sys.argv[1:]
    chosen = [mutant for mutant in MUTANTS if not wanted or mutant.name in wanted]
    sys.stdout.write(HEAD)
    green = 0
    for mutant, told in rows(chosen):
        green += told is None
        result = "GREEN: not seen" if told is None else f"red: {told}"
        sys.stdout.write(f"| {mutant.name} | {mutant.case} | {mutant.database} | {result} |\n")
        sys.stdout.flush()
    sys.exit(bool(green))


if __name__ == "__main__":
    main()
