"""A server of embeddings on loopback that speaks OpenAI's protocol, faults included."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from tests.scripted_embeddings import HashingEmbeddings

Answer = dict[str, Any]


@dataclass
class EmbeddingsServer:
    """Embeds by counting words, into as many ``dimensions`` as it has at the moment.

    ``refusals`` are (status, Retry-After, body), one for each request to come. ``change`` gets
    each answer before it is sent. A request of more than ``most_texts``, or with a text longer
    than ``most_characters``, is too much.
    """

    dimensions: int = 16
    encoding: str = "as asked"
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    change: Callable[[Answer], object] = lambda answer: answer
    most_texts: int = 2048
    most_characters: int = 100_000
    key: str = ""
    asked: list[Answer] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    base_url: str = ""
    speaks: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.speaks.set()

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Answer nobody meanwhile."""
        self.speaks.clear()
        try:
            yield
        finally:
            self.speaks.set()

    def answer(self, request: Answer) -> tuple[int, object]:
        """Status and body for a request."""
        texts = request["input"]
        if len(texts) > self.most_texts:
            return 413, {"error": {"message": "batch size 9 > maximum allowed batch size"}}
        if any(len(text) > self.most_characters for text in texts):
            return 400, {"error": {"message": "maximum context length is 8192 tokens"}}
        model = HashingEmbeddings(self.dimensions)
        encoding = self.encoding if self.encoding != "as asked" else request["encoding_format"]
        data = []
        for index, text in enumerate(texts):
            vector = 3 * model.embed_query(text)
            packed = base64.b64encode(vector.astype("<f4").tobytes()).decode()
            embedding = packed if encoding == "base64" else vector.astype(np.float64).tolist()
            data.append({"object": "embedding", "index": index, "embedding": embedding})
        return 200, self.change({"object": "list", "data": data, "model": request["model"]})

    def sizes(self) -> list[int]:
        """How many texts each request brought, but for that of the opening."""
        return [len(request["input"]) for request in self.asked[1:]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: EmbeddingsServer

    def do_POST(self) -> None:
        scripted = self.server_of
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        scripted.asked.append(request)
        scripted.keys.append(self.headers.get("Authorization", ""))
        if not scripted.speaks.wait(0):
            self.close_connection = scripted.speaks.wait(10)
            return
        if self.path != "/v1/embeddings":
            self._send(404, {}, "")
        elif scripted.refusals:
            status, wait, said = scripted.refusals.pop(0)
            self._send(status, {"error": {"message": said}}, wait)
        elif scripted.key and scripted.keys[-1] != f"Bearer {scripted.key}":
            self._send(401, {"error": {"message": f"bad key {scripted.keys[-1]}"}}, "")
        else:
            self._send(*scripted.answer(request), "")

    def _send(self, status: int, body: object, wait: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if wait:
            self.send_header("Retry-After", wait)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(scripted: EmbeddingsServer) -> Iterator[EmbeddingsServer]:
    """Serve it on a port of its own."""
    handler = type("Handler", (_Handler,), {"server_of": scripted})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    scripted.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
