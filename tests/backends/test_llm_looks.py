"""A look at a server of language models sends no text, and tells what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from folioscope.backends.llm_addresses import host_of, is_here
from folioscope.backends.llm_looks import look_at_ollama, look_at_server

Seen = list[tuple[str, str | None]]


@contextmanager
def serving(status: int, body: bytes) -> Iterator[tuple[str, Seen]]:
    """A server that always answers this, its address, and the paths and keys that it saw."""
    seen: Seen = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers["Authorization"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("status", "reason"),
    [(200, ""), (404, ""), (401, "refuses the key"), (403, "refuses the key")],
)
async def test_a_server_that_answers_is_there_unless_it_refuses_the_key(
    status: int, reason: str
) -> None:
    with serving(status, b"") as (address, seen):
        headers = {"Authorization": "Bearer swordfish"}
        looked = await look_at_server(f"{address}/v1/models", headers)
    assert (reason in looked.reason, bool(looked.reason)) == (True, bool(reason))
    assert "swordfish" not in looked.reason
    assert seen == [("/v1/models", "Bearer swordfish")]


async def test_a_server_that_is_away_is_named_without_the_password_in_its_address() -> None:
    looked = await look_at_server("http://ada:swordfish@127.0.0.1:1/v1/models", {})
    told = "127.0.0.1:1 cannot be reached. Does the server run, and is its address right?"
    assert looked.reason == told


async def test_ollama_tells_its_models() -> None:
    names = [{"name": "llama3.2:latest"}, {"name": "qwen3:8b"}]
    with serving(200, json.dumps({"models": names}).encode()) as (address, seen):
        looked = await look_at_ollama(address)
    assert (looked.reason, list(looked.models)) == ("", ["llama3.2", "qwen3:8b"])
    assert seen == [("/api/tags", None)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"models": []}', "ollama pull"),
        (b"<html>", "does not answer as Ollama does"),
        (b"[]", "does not answer as Ollama does"),
        (b'{"models": [{}]}', "does not answer as Ollama does"),
        (b"[" * 100_000, "does not answer as Ollama does"),
    ],
)
async def test_what_is_no_ollama_or_has_no_model_is_told(body: bytes, reason: str) -> None:
    with serving(200, body) as (address, _):
        assert reason in (await look_at_ollama(address)).reason


async def test_an_ollama_that_does_not_run_is_told() -> None:
    looked = await look_at_ollama("http://127.0.0.1:1")
    assert looked.reason == "127.0.0.1:1 cannot be reached. Is Ollama running?"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:11434", True),
        ("https://api.openai.com/v1", False),
        ("http://192.168.1.2", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://localhost@example.com", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine(address: str, here: bool) -> None:
    assert is_here(address) == here


def test_an_address_is_told_without_its_password() -> None:
    assert host_of("http://ada:swordfish@models.example:80/v1?key=x") == "models.example:80"
