"""A hub on loopback that answers as the one of Hugging Face does, faults included."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LARGE = (".safetensors", ".onnx", ".bin")


@dataclass(frozen=True)
class Asked:
    """A request as it came, to the hub itself or to where it keeps large files."""

    place: str
    path: str
    token: str
    range: str


@dataclass
class HubServer:
    """Repositories by id, each a mapping of files; ``endpoint`` is where they are.

    ``cuts`` are numbers of bytes after which large files break off, one for each request;
    ``busy`` is how many requests are answered with 429 first; ``swapped`` are bytes that are sent
    in place of files of these names; ``redirect`` is where large files are said to be,
    ``listed`` what is said of every repository, if anything. While
    ``gate`` is shut, only the first half of a large file is sent.
    """

    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    token: str = ""
    cuts: list[int] = field(default_factory=list)
    busy: int = 0
    swapped: dict[str, bytes] = field(default_factory=dict)
    redirect: str = ""
    listed: bytes = b""
    knows_ranges: bool = True
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[Asked] = field(default_factory=list)
    endpoint: str = ""
    storage: str = ""

    def __post_init__(self) -> None:
        self.gate.set()

    def put(self, repository: str, folder: Path, **others: bytes) -> str:
        """Publish the files of a folder; the commit that this makes."""
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self.repositories[repository] = files | others
        return self.commit(repository)

    def commit(self, repository: str) -> str:
        """The commit that a repository is at."""
        digest = hashlib.sha1(usedforsecurity=False)
        for path, content in self.repositories[repository].items():
            digest.update(path.encode() + content)
        return digest.hexdigest()

    def paths(self, place: str = "") -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked if place in ("", asked.place)]

    def listing(self, repository: str) -> Mapping[str, Any]:
        """What the API says of a repository."""
        siblings = []
        for path, content in self.repositories[repository].items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
            listed: dict[str, Any] = {
                "rfilename": path,
                "size": len(content),
                "blobId": blob.hexdigest(),
            }
            if path.endswith(LARGE):
                sha256 = hashlib.sha256(content).hexdigest()
                listed["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
            siblings.append(listed)
        return {"id": repository, "sha": self.commit(repository), "siblings": siblings}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubServer
    place: str

    def do_GET(self) -> None:
        hub, path = self.hub, unquote(urlsplit(self.path).path)
        token = self.headers.get("Authorization", "")
        hub.asked.append(Asked(self.place, path, token, self.headers.get("Range", "")))
        if hub.busy:
            hub.busy -= 1
            self._answer(429, b"slow down", {"Retry-After": "7"})
        elif self.place == "storage":
            _, repository, file = re.split("/blob/|/at/", path)
            self._send_file(repository, file)
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
            self._tell(found[1], found[2])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([0-9a-f]{40})/(.+)", path):
            self._resolve(found[1], found[3])
        else:
            self._answer(404, b"", {"X-Error-Code": "RepoNotFound"})

    def _tell(self, repository: str, revision: str) -> None:
        hub = self.hub
        if repository not in hub.repositories:
            self._answer(401, b"Invalid username or password.", {"X-Error-Code": "RepoNotFound"})
        elif revision not in ("main", "v1", hub.commit(repository)):
            self._answer(404, b"", {"X-Error-Code": "RevisionNotFound"})
        else:
            told = hub.listed or json.dumps(hub.listing(repository)).encode()
            self._answer(200, told)

    def _resolve(self, repository: str, file: str) -> None:
        hub = self.hub
        may = self.headers.get("Authorization") == f"Bearer {hub.token}"
        if repository in hub.gated and not may:
            self._answer(401, b"Access is restricted", {"X-Error-Code": "GatedRepo"})
        elif file.endswith(LARGE):
            place = hub.redirect or f"{hub.storage}/blob/{repository}/at/{file}"
            self._answer(302, b"", {"Location": place})
        else:
            self._send_file(repository, file)

    def _send_file(self, repository: str, file: str) -> None:
        hub = self.hub
        content = hub.swapped.get(file, hub.repositories[repository][file])
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked and hub.knows_ranges else 0
        headers = {}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cut = hub.cuts.pop(0) if hub.cuts and file.endswith(LARGE) else None
        self._answer(206 if start else 200, content[start:], headers, cut)

    def _answer(
        self,
        status: int,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        sent = body[:cut]
        if self.place == "storage":
            self.wfile.write(sent[: len(sent) // 2])
            self.hub.gate.wait(20)
            sent = sent[len(sent) // 2 :]
        with suppress(OSError):  # who asked may be gone
            self.wfile.write(sent)
        if cut is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(hub: HubServer) -> Iterator[HubServer]:
    """Serve it, its large files on a port of their own."""
    servers = []
    for place in ("hub", "storage"):
        handler = type("Handler", (_Handler,), {"hub": hub, "place": place})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
    hub.endpoint, hub.storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    try:
        yield hub
    finally:
        hub.gate.set()
        for server in servers:
            server.shutdown()
            server.server_close()
