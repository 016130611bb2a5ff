"""The rows of the load table in which something dies."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from streams_deployments import Deployment
from streams_measuring import Cell, Cells, Load, Sizes, held, stored_rows

ENDED = {"done", "failed", "cancelled"}


def killed_server(deployment: Deployment, sizes: Sizes) -> Cells:
    """Kill the server while answers are being written; when the model is asked for them again."""
    assert deployment.server is not None
    held(deployment, sizes.held, gap=0.02, tokens=2000)
    time.sleep(0.5)
    deployment.processes.kill(deployment.server)
    asked = {answer["tag"] for answer in deployment.model.log()}
    deployment.model.script(gap=0.02, tokens=10)
    start = deployment.serve()
    # Beside PostgreSQL there may be other processes, so a lease must run out first.
    bound = 3.0 if deployment.postgres is None else 15.0
    cell = _taken_up(deployment, asked, start, sizes.patience, bound)
    return {"taken up after kill -9 of the server and its start": cell}


def killed_worker(deployment: Deployment, sizes: Sizes) -> Cells:
    """Kill one of two workers; when the other asks the model again."""
    held(deployment, sizes.held, gap=0.02, tokens=2000)
    time.sleep(0.5)
    deployment.processes.kill(deployment.workers.pop(0))
    start = time.monotonic()
    time.sleep(0.2)
    left = {answer["tag"] for answer in deployment.model.log() if answer["left"]}
    deployment.model.script(gap=0.02, tokens=10)
    cell = _taken_up(deployment, left, start, sizes.patience, 15.0)
    return {"taken up after kill -9 of a worker": cell}


def _taken_up(
    deployment: Deployment, tags: set[str], start: float, patience: float, bound: float
) -> Cell:
    """The script was set anew, so the model's log has only what was asked since."""
    again: dict[str, float] = {}
    while tags - again.keys() and time.monotonic() < start + patience:
        time.sleep(0.05)
        again = {one["tag"]: one["asked"] / 1e6 - start for one in deployment.model.log()}
    taken = [again[tag] for tag in tags if tag in again]
    if not taken:
        return Cell(f"none of {len(tags)} in {patience:.0f} s", met=False)
    told = f"{len(taken)} of {len(tags)}, the last after {max(taken):.1f} s"
    return Cell(told, len(taken) == len(tags) and max(taken) <= bound)


def database_restart(deployment: Deployment, sizes: Sizes) -> Cells:
    """An immediate restart of PostgreSQL under load; tokens that arrive before and after."""
    assert deployment.postgres is not None
    deployment.model.script(gap=0.02, tokens=50)
    seconds = sizes.before + sizes.after + 4
    load = Load(deployment, "askers", count=20, seconds=seconds)
    load.line()
    time.sleep(sizes.before)
    down = time.monotonic()
    deployment.postgres.restart()
    up = time.monotonic()
    seen = load.answer()
    arrivals = np.array(seen["arrivals"]) / 1e6
    rate = _between(arrivals, down - sizes.before / 2, down)
    after = _between(arrivals, up, up + sizes.after)
    starts = np.arange(up, up + sizes.after, 0.25)
    back = next((t - up for t in starts if _between(arrivals, t, t + 2) >= 0.95 * rate), None)
    later = "never" if back is None else f"{back:.1f} s"
    told = f"{after / max(rate, 1e-9):.0%} of the tokens; at 95 % after {later}"
    open_runs = _unended(deployment, seen["runs"], sizes.patience)
    return {
        "runs that have not ended after a database restart": Cell(
            f"{open_runs} of {len(seen['runs'])}", open_runs == 0
        ),
        f"the {sizes.after:.0f} s after it against before": Cell(told, back is not None),
    }


def _between(arrivals: Any, start: float, end: float) -> float:
    return float(np.count_nonzero((arrivals >= start) & (arrivals < end)) / (end - start))


def _unended(deployment: Deployment, runs: Iterable[str], patience: float) -> int:
    deadline, names = time.monotonic() + patience, set(runs)
    while True:
        states = dict(stored_rows(deployment.database, "SELECT id, status FROM runs"))
        count = sum(states.get(name) not in ENDED for name in names)
        if not count or time.monotonic() > deadline:
            return count
        time.sleep(0.2)
