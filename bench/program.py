"""The program under measurement: commands as processes, a server as a process, its memory."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx2

PROGRAM = Path(sys.executable).with_name("folioscope")
CVS = Path(__file__).resolve().parents[1] / "samples" / "cvs"
MODEL = "all-MiniLM-L6-v2"
START_SECONDS = 60


def environment(data_dir: Path) -> dict[str, str]:
    """The environment of a program that works in that folder."""
    return os.environ | {"FOLIOSCOPE_DATA_DIR": str(data_dir)}


def run(data_dir: Path, *arguments: str) -> str:
    """What a command prints."""
    command = [str(PROGRAM), *arguments]
    done = subprocess.run(
        command, env=environment(data_dir), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def seconds_of(data_dir: Path, *arguments: str) -> float:
    """How long a command takes, from nothing to its end."""
    start = perf_counter()
    run(data_dir, *arguments)
    return perf_counter() - start


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    port: int
    pid: int
    started: float

    def client(self) -> httpx2.Client:
        """A client that keeps its connection."""
        return httpx2.Client(base_url=self.url, timeout=300, trust_env=False)


@contextmanager
def server(data_dir: Path) -> Iterator[Server]:
    """Serve from that folder; ``started`` is when the process was started."""
    port = free_port()
    command = [str(PROGRAM), "serve", "--port", str(port)]
    start = perf_counter()
    process = subprocess.Popen(
        command,
        env=environment(data_dir) | {"FOLIOSCOPE_LOG_LEVEL": "warning"},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not is_ready(port):
            if process.poll() is not None or perf_counter() - start > START_SECONDS:
                sys.exit("The server does not start.")
            sleep(0.005)
        yield Server(f"http://127.0.0.1:{port}", port, process.pid, start)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_ready(port: int, path: str = "/health/ready") -> bool:
    """Whether the path answers with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def upload(client: httpx2.Client, kb: str, files: Sequence[Path]) -> str:
    """Send files to a base; the id of the run that takes them in."""
    parts = [("files", (file.name, file.read_bytes())) for file in files]
    answer = client.post(f"/api/kbs/{kb}/documents", files=parts).raise_for_status()
    run_id: str = answer.json()["run_id"]
    return run_id


def events(client: httpx2.Client, run_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a run as they come, types and data, until ``done``."""
    with client.stream("GET", f"/api/runs/{run_id}/events") as response:
        fields: dict[str, str] = {}
        for line in response.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                fields[name] = value
                continue
            if "event" in fields:
                yield fields["event"], json.loads(fields["data"])
            if fields.get("event") == "done":
                return
            fields = {}


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    return _status(pid, "VmRSS") / 1024


def megabytes_of_children(pid: int) -> float:
    """Resident memory of the processes that a process has started, and theirs, together."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [int(child) for file in children for child in file.read_text().split()]
    return sum(megabytes(child) + megabytes_of_children(child) for child in pids)


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
