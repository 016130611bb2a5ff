"""Finished runs and ingested documents a second, with 1, 2 and 4 workers on PostgreSQL.

    python bench/scale_out.py [--quick]

Everything is queued before the workers start. The scripted language model lets each answer wait,
so that what bounds a worker is how many answers it has written at once, not the two cores that all
processes share. Documents are embedded, which does take the cores.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import httpx2
import psycopg
from documentation import pieces
from program import free_port
from reporting import print_heading
from streams_deployments import Deployment, deployed, folioscope
from streams_measuring import Load
from streams_processes import Model, Postgres, language_model

from folioscope.doors.cli import COMMANDS

SPAN = """
SELECT count(*), extract(epoch FROM max(finished_at) - min(started_at)),
       count(*) FILTER (WHERE status = 'done') FROM runs WHERE kind = %s
"""
PATIENCE = 300
AT_ONCE = 16  # answers that a worker writes at once, so that the engine is what is measured


def answers_a_second(deployment: Deployment, workers: int, count: int, wait: float) -> float:
    """Runs that wait for the model most of their time."""
    deployment.model.script(first_after=wait, gap=0.0, tokens=5)
    Load(deployment, "hold", count=count).answer()
    return _rate(deployment, "chat.answer", workers, count)


def documents_a_second(deployment: Deployment, workers: int, uploads: int, each: int) -> float:
    """Short texts, so many an upload, each upload into a base of its own."""
    texts = list(pieces(uploads * each))
    url = f"http://127.0.0.1:{deployment.port}"
    with httpx2.Client(base_url=url, timeout=60, trust_env=False) as client:
        for number in range(uploads):
            client.post("/api/kbs", json={"name": f"base-{number}"}).raise_for_status()
            parts = [
                ("files", (f"{index}.txt", text.encode()))
                for index, text in enumerate(texts[number * each : (number + 1) * each])
            ]
            client.post(f"/api/kbs/base-{number}/documents", files=parts).raise_for_status()
    return each * _rate(deployment, "knowledge.ingest", workers, uploads)


def _rate(deployment: Deployment, kind: str, workers: int, count: int) -> float:
    """Start the workers, wait until everything is done, end them; runs a second."""
    deployment.hire(workers)
    deadline = time.monotonic() + PATIENCE
    done, seconds = 0, 0.0
    with psycopg.connect(deployment.database, autocommit=True) as connection:
        while done < count:
            time.sleep(0.2)
            row = connection.execute(SPAN, (kind,)).fetchone()
            assert row is not None
            seconds, done = float(row[1] or 0), row[2]
            if time.monotonic() > deadline:
                sys.exit(f"{done} of {count} runs were done in {PATIENCE} s.")
    deployment.dismiss()
    return count / seconds


def measure(folder: Path, model: Model, postgres: Postgres, *, quick: bool) -> None:
    """Print a row for each number of workers."""
    waves, wait, uploads, each = (2, 2.0, 4, 5) if quick else (3, 4.0, 12, 25)
    print("| workers | answers a second | at most | documents a second |")
    print("| --- | --- | --- | --- |")
    for workers in (1, 2) if quick else (1, 2, 4):
        place = folder / f"scale_{workers}"
        deployment = folioscope(f"{workers} workers", place, model, postgres, apart=True)
        deployment.port = free_port()
        with deployed(deployment):
            answers = answers_a_second(deployment, workers, AT_ONCE * waves * workers, wait)
            documents = documents_a_second(deployment, workers, uploads, each)
        bound = AT_ONCE * workers / wait
        print(f"| {workers} | {answers:.1f} | {bound:.0f} | {documents:.1f} |", flush=True)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    os.environ["FOLIOSCOPE_ANSWERS_AT_ONCE"] = str(AT_ONCE)
    options = parser.parse_args()
    if "worker" not in COMMANDS:
        sys.exit("This version has no workers.")
    print_heading("Workers", "psycopg", "procrastinate", "sqlalchemy")
    with tempfile.TemporaryDirectory() as name, language_model() as model:
        postgres = Postgres(Path(name) / "postgres")
        try:
            measure(Path(name), model, postgres, quick=options.quick)
        finally:
            postgres.close()


if __name__ == "__main__":
    main()
