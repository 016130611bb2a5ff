"""What the processes of a deployment use of the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from program import megabytes
from streams_deployments import Deployment


def memory_of(deployment: Deployment) -> float:
    assert deployment.server is not None
    return megabytes(deployment.server.pid)


def share_of(deployment: Deployment, seconds: float) -> dict[str, float]:
    """Cores that each part uses for a while."""
    before = used_by(deployment)
    time.sleep(seconds)
    return {name: (now - before[name]) / seconds for name, now in used_by(deployment).items()}


def used_by(deployment: Deployment) -> dict[str, float]:
    """Processor seconds that each part has used so far."""
    assert deployment.server is not None
    workers = [worker.pid for worker in deployment.workers]
    parts = {"server": [deployment.server.pid], "workers": workers}
    parts["database"] = [deployment.postgres.pid] if deployment.postgres else []
    parts["model"] = [deployment.model.pid]
    used = {name: sum(map(_seconds, pids)) for name, pids in parts.items() if pids}
    ticks = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()
    # User, nice, system, interrupts and soft interrupts; not idle, and not waiting for a disk.
    return {**used, "machine": sum(int(ticks[field]) for field in (1, 2, 3, 6, 7)) / 100}


def _seconds(pid: int) -> float:
    """Processor seconds of a process and of those it has started, also the ones that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / 100
    return own + sum(map(_seconds, _children(pid)))


def _children(pid: int) -> Iterator[int]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, file.read_text(encoding="utf-8").split())
