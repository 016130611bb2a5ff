"""A small world for the commands of a page: an empty folder, a server, a few invented people."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from folioscope.doors.lock import find_holder
from tests.backends.parsers import made_files
from tests.docs.blocks import Block
from tests.docs.fork_server import SHIM
from tests.running_program import ROOT, Place, serving

CV = """# {name}

{city}, France · {mail}

## Experience

### Platform engineer, Acme
2015 - 2021
Ran Kubernetes clusters in production.

## Education

### MSc Computer Science, Bellmere University
2010 - 2012

## Skills

Kubernetes, Java, Python

## Languages

French (native), German (C1)
"""
ADA = CV.format(name="Ada Byron", city="Lyon", mail="ada@example.org").replace("#", "")
PEOPLE = {"ada": "Ada Byron", "marie": "Marie Dubois", "bob-stone": "Bob Stone"}
JOB = "# Site Reliability Engineer\n\nYou run Kubernetes in production. You speak German.\n"
OFFER = {"id": "1", "title": "Baker", "text": "You bake bread and speak German.", "company": "Inn"}
QUESTIONS = (
    {"question": "Who has run Kubernetes in production?", "documents": ["cvs/ada.pdf"]},
    {"question": "Who has been to the moon?", "not_there": True},
)
WORD = re.compile(r"(?<![$\w/-])(THREAD|MESSAGE|OFFER_ID|OFFER|SESSION_ID|RESUME_ID)(?![\w=])")
ADDRESS = re.compile(r"(?:http://)?(?:127\.0\.0\.1|localhost):8000")


@dataclass
class Town:
    """A served program, and a folder that is home and working folder of whoever types."""

    home: Path
    place: Place
    tools: Path
    client: httpx2.Client

    def afresh(self) -> None:
        """Take away what a page has left, and put back what every page may count on."""
        for path, listed, key in (
            ("/api/boards", "boards", "name"),
            ("/api/kbs", "kbs", "name"),
            ("/api/threads", "threads", "thread_id"),
            ("/api/users", "users", "user_id"),
        ):
            for one in self.get(path)[listed]:
                self.client.delete(f"{path}/{one[key]}")
        shutil.rmtree(self.home, ignore_errors=True)
        self._fill_home()
        self.client.post("/api/kbs", json={"name": "people"}).raise_for_status()
        files = [
            ("files", (f"cvs/{path.name}", path.read_bytes()))
            for path in sorted((self.home / "cvs").iterdir())
        ]
        added = self.client.post("/api/kbs/people/documents", files=files).json()
        self.client.get(f"/api/runs/{added['run_id']}/events")  # until it has ended

    def _fill_home(self) -> None:
        (self.home / "cvs").mkdir(parents=True)
        for name, whole in PEOPLE.items():
            told = CV.format(name=whole, city="Lyon", mail=f"{name}@example.org")
            (self.home / "cvs" / f"{name}.md").write_text(told)
        (self.home / "cvs" / "ada.md").rename(self.home / "cv.md")
        lines = (line for line in ADA.splitlines() if line)
        page = [(50, 780 - 16 * number, 11, line) for number, line in enumerate(lines)]
        (self.home / "cvs" / "ada.pdf").write_bytes(made_files.pdf([page]))
        shutil.copy(self.home / "cvs" / "ada.pdf", self.home / "cv.pdf")
        made_files.docx(self.home / "offer.docx", made_files.paragraph(JOB))
        (self.home / "job.txt").write_text(JOB)
        (self.home / "jobs.jsonl").write_text(json.dumps(OFFER) + "\n")
        (self.home / "question.txt").write_text("Who bakes bread?")
        questions = "".join(json.dumps(one) + "\n" for one in QUESTIONS)
        (self.home / "questions.jsonl").write_text(questions)

    def get(self, path: str) -> Any:
        """What the server answers."""
        return self.client.get(path).raise_for_status().json()

    def post(self, path: str, body: object) -> Any:
        """What the server answers to JSON; of a run, once it has ended."""
        told = self.client.post(path, json=body).raise_for_status().json()
        if "run_id" in told:
            self.client.get(f"/api/runs/{told['run_id']}/events")
        return told

    def run(self, block: Block) -> subprocess.CompletedProcess[str]:
        """Run what is to come before a block, and then its commands, as bash would."""
        script = f"{block.before}\n{block.commands}"
        script = ADDRESS.sub(str(self.client.base_url).rstrip("/"), script)
        script = WORD.sub(lambda found: self._meant(found[1]), script)
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        return {
            **self.place.environment(),
            "HOME": str(self.home),
            "SERVER": str(self.client.base_url).rstrip("/"),
            "KEY": self.client.headers["Authorization"].removeprefix("Bearer "),
            "PATH": f"{self.tools}:{os.environ['PATH']}",
        }

    def _meant(self, word: str) -> str:
        """The id that a word in capitals stands for; what it is of is made if there is none."""
        made: Mapping[str, Callable[[], object]] = {
            "THREAD": self._thread,
            "MESSAGE": lambda: self.get(f"/api/threads/{self._thread()}/messages")["messages"][0][
                "message_id"
            ],
            "OFFER": self._offer,
            "OFFER_ID": self._offer,
            "SESSION_ID": self._session,
            "RESUME_ID": lambda: self.get("/api/resumes")["resumes"][0]["resume_id"],
        }
        return str(made[word]())

    def _thread(self) -> object:
        known = self.get("/api/threads")["threads"]
        if known:
            return known[0]["thread_id"]
        thread_id = self.post("/api/threads", {"title": "hiring"})["thread_id"]
        self.post(f"/api/threads/{thread_id}/messages", {"content": "Who knows Kubernetes?"})
        return thread_id

    def _offer(self) -> object:
        if not self.get("/api/offers")["offers"]:
            path = str(self.home / "jobs.jsonl")
            self.post("/api/boards", {"name": "of-a-file", "backend": "jsonl", "path": path})
            self.post("/api/boards/of-a-file/sync", {})
        return self.get("/api/offers")["offers"][0]["offer_id"]

    def _session(self) -> object:
        known = self.get("/api/chat/sessions")["sessions"]
        if known:
            return known[0]["session_id"]
        profile = self.get("/api/resumes")["resumes"][0]["resume_id"]
        return self.post("/api/chat/start", {"job_text": JOB, "profile": profile})["session_id"]


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """Serve the program, with its command line at hand."""
    tools, home = folder / "tools", folder / "home"
    tools.mkdir()
    # Nobody reads what it logs, and a full pipe would hold it up.
    settings = {"FOLIOSCOPE_ALLOWED_ROOTS": str(folder), "FOLIOSCOPE_LOG_LEVEL": "error"}
    place = Place(folder / "data", settings)
    with serving(place), _command_line(tools):
        holder = find_holder(place.folder)
        assert holder is not None
        headers = {"Authorization": f"Bearer {holder.token}"}
        with httpx2.Client(
            base_url=holder.url, headers=headers, trust_env=False, timeout=300
        ) as client:
            yield Town(home, place, tools, client)


@contextmanager
def _command_line(tools: Path) -> Iterator[None]:
    """Have ``folioscope`` on the path, answered by a process that has imported everything."""
    path = str(tools / "asked")
    shim = tools / "folioscope"
    shim.write_text(SHIM.format(python=sys.executable, path=path))
    shim.chmod(0o755)
    command = [sys.executable, "-m", "tests.docs.fork_server", path]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield
        finally:
            server.kill()
