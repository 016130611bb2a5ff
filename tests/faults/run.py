"""Runs the fault suite on both databases, a few sessions side by side, and prints a table.

``python -m tests.faults.run [--database sqlite] [--sessions 2] [what pytest takes]``
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.running_program import ROOT

DATABASES = ("sqlite", "postgres")
SECONDS = "60"
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Case:
    """How one case went."""

    name: str
    database: str
    seconds: float
    outcome: str
    told: str


@dataclass(frozen=True)
class Sessions:
    """Sessions of tests on one database, which share the cases among them."""

    database: str
    results: Path
    processes: list[subprocess.Popen[bytes]]
    logs: list[Path]


def begin(database: str, count: int, folder: Path, chosen: list[str]) -> Sessions:
    """Start sessions on a database."""
    results, claims = folder / f"{database}.jsonl", folder / f"{database}.claims"
    claims.mkdir()
    results.touch()
    environment = {
        "FAULTS_SECONDS": SECONDS,
        **os.environ,
        "FAULTS_CLAIMS": str(claims),
        "FAULTS_RESULTS": str(results),
    }
    logs = [folder / f"{database}.{number}.log" for number in range(count)]
    processes = []
    for number, log in enumerate(logs):
        command = [sys.executable, "-m", "pytest", "-q", "-m", "faults", "--tb=short"]
        command += [f"--database={database}", "-p", "no:cacheprovider"]
        command += [f"--basetemp={folder / database}-{number}", *chosen]
        with log.open("wb") as writing:
            processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=writing, stderr=subprocess.STDOUT
                )
            )
    return Sessions(database, results, processes, logs)


def outcomes(sessions: Sessions) -> list[Case]:
    """How the cases of finished sessions went; a session that broke down is one more."""
    cases = []
    for line in sessions.results.read_text().splitlines():
        told = json.loads(line)
        name = told["case"].removeprefix("tests/faults/")
        cases.append(Case(name, sessions.database, told["seconds"], told["outcome"], told["told"]))
    for process, log in zip(sessions.processes, sessions.logs, strict=True):
        if process.wait() not in (0, 1, NOTHING_COLLECTED):
            told = log.read_text(errors="replace")[-6000:]
            cases.append(Case(f"the session of {log.name}", sessions.database, 0, "failed", told))
    return cases


def table(cases: list[Case]) -> str:
    """The cases as a table in Markdown."""
    lines = ["| case | database | seconds | result |", "| --- | --- | ---: | --- |"]
    lines += [
        f"| {case.name} | {case.database} | {case.seconds:.1f} | {case.outcome} |"
        for case in sorted(cases, key=lambda case: (case.name, case.database))
    ]
    return "\n".join(lines)


def main() -> None:
    """Run, wait, print; exit 1 if a case failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--sessions", type=int, default=2, help="side by side, a database")
    parser.add_argument("--table", type=Path, help="write the table there as well")
    wanted, chosen = parser.parse_known_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user
        running = [
            begin(database, wanted.sessions, Path(folder), chosen or ["tests/faults"])
            for database in wanted.database or DATABASES
        ]
        for sessions in running:
            for process in sessions.processes:
                process.wait()
        cases = [case for sessions in running for case in outcomes(sessions)]
    failed = [case for case in cases if case.outcome == "failed"]
    for case in failed:
        sys.stdout.write(f"\n=== {case.name} on {case.database}\n{case.told}\n")
    sys.stdout.write(f"\n{table(cases)}\n")
    if wanted.table:
        wanted.table.write_text(table(cases) + "\n")
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(f"\n{len(cases)} cases, {len(failed)} failed, {minutes:.1f} minutes\n")
    sys.exit(bool(failed) or not cases)


if __name__ == "__main__":
    main()
