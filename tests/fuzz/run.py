"""Sends what the description of the API allows, and what it does not: ``make fuzz MINUTES=10``.

Fails when the server does, or answers what it does not describe.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from tests.fuzz.modes import MODES, Fuzzed, served
from tests.running_program import ROOT

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LEFT_OUT = (
    "/api/auth/logout",  # and with it the token that all requests show
    "/api/users/me/erasure",
    "/api/users/me/password",
    "/api/users/me/logins",
    "/api/users/{user_id}",
)
TOO_FAR = ("POST /api/models",)  # fetches from the hub
LEAST_MET = 0.05  # or hardly anything behind the door was tried
TOOL = Path(sys.executable).with_name("schemathesis")


@click.command()
@click.option("--minutes", default=10.0, help="How long in each mode.")
@click.option("--mode", "modes", multiple=True, type=click.Choice(MODES), help="All without it.")
@click.option("--seed", type=int, help="Of what is drawn; another one each time without it.")
@click.option("--report", type=click.Path(path_type=Path), help="Folder for what was found.")
def main(minutes: float, modes: tuple[str, ...], seed: int | None, report: Path | None) -> None:
    """Fuzz the HTTP API in each mode of accounts."""
    ended = {}
    for mode in modes or MODES:
        with tempfile.TemporaryDirectory() as folder, served(mode, Path(folder)) as fuzzed:
            click.echo(f"FOLIOSCOPE_AUTH={mode}, {minutes:g} minutes")
            found = _fuzz(fuzzed, minutes, seed, report and report / mode)
            share = fuzzed.share_met()
            ended[mode] = found or share < LEAST_MET
            told = "something found, see above" if found else "nothing found"
            click.echo(f"{mode}: {told}; {share:.0%} of all requests were met\n")
    sys.exit(any(ended.values()))


def _fuzz(fuzzed: Fuzzed, minutes: float, seed: int | None, report: Path | None) -> int:
    command = [
        *(str(TOOL), "--no-color", "run", f"{fuzzed.url}/openapi.json"),
        *("--max-time", str(int(minutes * 60)), "--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"),
        *("--request-timeout", "60", "--suppress-health-check", "all", "--warnings", "off"),
        *(part for path in LEFT_OUT for part in ("--exclude-path", path)),
        *(part for name in TOO_FAR for part in ("--exclude-name", name)),
        *(("--seed", str(seed)) if seed is not None else ()),
        *(("--header", f"Authorization: Bearer {fuzzed.token}") if fuzzed.token else ()),
        *(("--report", "junit", "--report-dir", str(report)) if report is not None else ()),
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
    }
    # In a folder of its own: the tool writes what it needs beside itself.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    main()
