"""What is put under load: Folioscope, the seed's design, LangGraph, each with its processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from program import PROGRAM, free_port, is_ready
from streams_processes import BENCH, Model, Postgres, Processes

START_SECONDS = 60
WORKING = " executes runs.\n"
NO_LIMITS = {
    f"FOLIOSCOPE_MAX_{name}": "100000"
    for name in ("ACTIVE_RUNS", "WAITING_RUNS", "STREAMS", "STREAMS_PER_USER")
}


@dataclass
class Deployment:
    """A server that can be started, killed and started again, with its workers."""

    name: str
    api: str
    model: Model
    processes: Processes
    start_server: Callable[[Deployment], subprocess.Popen[bytes]]
    start_worker: Callable[[Deployment, int], subprocess.Popen[bytes]] | None = None
    database: str = ""
    postgres: Postgres | None = None
    port: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def serve(self) -> float:
        """Start the server and wait until it answers; the moment its process was started."""
        start = time.monotonic()
        self.server = self.start_server(self)
        path = "/ok" if self.api == "langgraph" else "/health/ready"
        while not is_ready(self.port, path):
            if self.server.poll() is not None or time.monotonic() - start > START_SECONDS:
                sys.exit(f"{self.name} does not start:\n{self.said()}")
            time.sleep(0.01)
        return start

    def hire(self, count: int) -> None:
        """Start so many workers and wait until they work."""
        if self.start_worker is None:
            return
        expected = self.said().count(WORKING) + count
        for number in range(count):
            self.workers.append(self.start_worker(self, number))
        deadline = time.monotonic() + START_SECONDS
        while self.said().count(WORKING) < expected:
            if time.monotonic() > deadline:
                sys.exit(f"The workers of {self.name} do not start:\n{self.said()}")
            time.sleep(0.05)

    def dismiss(self) -> None:
        """Have the workers end."""
        for process in self.workers:
            process.terminate()
            process.wait()
            self.processes.running.remove(process)
        self.workers.clear()

    def said(self) -> str:
        """The end of what its processes have printed."""
        return (self.processes.folder / "log").read_text(encoding="utf-8")[-5000:]

    def pids(self) -> list[int]:
        """The processes that do its work, the database's apart."""
        return [process.pid for process in self.processes.running]


@contextmanager
def deployed(deployment: Deployment, workers: int = 0) -> Iterator[Deployment]:
    """Start it, and end all its processes."""
    try:
        deployment.serve()
        deployment.hire(workers)
        yield deployment
    except BaseException:
        print(deployment.said(), file=sys.stderr)
        raise
    finally:
        deployment.processes.stop()


def folioscope(
    name: str, folder: Path, model: Model, postgres: Postgres | None = None, *, apart: bool = False
) -> Deployment:
    """Folioscope on SQLite, or a new database of PostgreSQL; ``apart`` leaves runs to workers."""
    folder.mkdir(parents=True, exist_ok=True)
    url = postgres.create(folder.name) if postgres else f"sqlite:///{folder / 'folioscope.db'}"
    shared = NO_LIMITS | {
        "FOLIOSCOPE_DATABASE_URL": url,
        "FOLIOSCOPE_LOG_LEVEL": "warning",
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": "bench",
        "FOLIOSCOPE_ANSWER_CACHE": "false",
    }

    def start_server(made: Deployment) -> subprocess.Popen[bytes]:
        extra = ["--workers-elsewhere"] if apart else []
        command = [str(PROGRAM), "serve", "--port", str(made.port), *extra]
        return made.processes.start(command, shared | {"FOLIOSCOPE_DATA_DIR": str(folder)})

    def start_worker(made: Deployment, number: int) -> subprocess.Popen[bytes]:
        place = {"FOLIOSCOPE_DATA_DIR": str(folder / f"worker-{number}")}
        return made.processes.start([str(PROGRAM), "worker"], shared | place)

    return Deployment(
        name,
        "folioscope",
        model,
        Processes(folder),
        start_server,
        start_worker if apart else None,
        url,
        postgres,
    )


def seed(folder: Path, model: Model) -> Deployment:
    """The seed's design, in the reference file."""
    folder.mkdir(parents=True)

    def start_server(made: Deployment) -> subprocess.Popen[bytes]:
        script, database = BENCH / "seed_reference.py", folder / "events.db"
        command = [sys.executable, str(script), str(made.port), str(database), model.url]
        return made.processes.start(command, {})

    return Deployment("seed's design", "folioscope", model, Processes(folder), start_server)


def langgraph(folder: Path, model: Model, python: Path) -> Deployment:
    """LangGraph's development server, with as many jobs at once as there are streams."""
    shutil.copytree(BENCH / "langgraph_reference", folder)

    def start_server(made: Deployment) -> subprocess.Popen[bytes]:
        program = str(python.with_name("langgraph"))
        options = ["--no-browser", "--no-reload", "--n-jobs-per-worker", "256"]
        command = [program, "dev", *options, "--port", str(made.port)]
        extra = {"BENCH_LLM_URL": model.url, "LANGSMITH_TRACING": "false", "LOG_LEVEL": "warning"}
        return made.processes.start(command, extra, folder)

    return Deployment("LangGraph", "langgraph", model, Processes(folder), start_server)
