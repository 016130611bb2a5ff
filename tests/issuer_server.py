"""An issuer of identities on loopback that says whatever a test has it say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KID = "key-1"
CLIENT = "folioscope"
AUDIENCE = "https://folioscope.test"
CODE = "a-code"


def signed(claims: object, key: Any, algorithm: str, headers: dict[str, Any]) -> str:
    """Any claims at all, also those that no library would write."""
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, algorithm, headers)


Reply = tuple[int, object]
"""A status, and JSON or bytes."""


@cache
def private_key(number: int = 0) -> rsa.RSAPrivateKey:
    """A key of the tests, the same one for the same number."""
    return rsa.generate_private_key(65537, 2048)


def public_jwk(key: rsa.RSAPrivateKey, kid: str | None = KID, **more: object) -> dict[str, Any]:
    """The public half, as issuers tell it."""
    told = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    named = {} if kid is None else {"kid": kid}
    return {**told, "alg": "RS256", "use": "sig", **named, **more}


@dataclass
class Issuer:
    """What the server says; all of it may be changed while it runs.

    ``claims`` go over those of a right ID token; None leaves one out. ``replies`` go over what a
    path answers. ``asked`` is every request: its path and its form.
    """

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk(private_key())])
    replies: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, list[str]]]] = field(default_factory=list)
    challenge: str = ""
    nonce: str = ""
    sign: Callable[[dict[str, Any], dict[str, Any]], str] = field(
        default=lambda claims, headers: signed(claims, private_key(), "RS256", headers)
    )

    def count(self, path: str) -> int:
        """How often a path was asked."""
        return sum(asked == path for asked, _ in self.asked)

    def token(self, **claims: object) -> str:
        """A token as this issuer signs them; a claim that is None is left out."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 300}
        told = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return self.sign(told, {"kid": KID, **self.headers})

    def let_in(self, departure: str) -> dict[str, str]:
        """What a browser comes back with from the address it was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(departure).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return {"code": CODE, "state": asked["state"]}

    def reply(self, path: str, form: Mapping[str, list[str]]) -> Reply:
        """What is answered at a path."""
        self.asked.append((path, form))
        if path in self.replies:
            return self.replies[path]()
        if path == "/.well-known/openid-configuration":
            return 200, self.description()
        if path == "/jwks":
            return 200, {"keys": self.keys}
        return self._grant(form) if path == "/token" else (404, {})

    def description(self) -> dict[str, Any]:
        """What it says of itself."""
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token"}
        places = {**paths, "jwks_uri": "/jwks"}
        return {"issuer": self.url, **{name: self.url + path for name, path in places.items()}}

    def _grant(self, form: Mapping[str, list[str]]) -> Reply:
        shown = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
        if base64.urlsafe_b64encode(shown).rstrip(b"=").decode() != self.challenge:
            return 400, {"error": "invalid_grant"}
        usual = {"aud": CLIENT, "nonce": self.nonce}
        told = self.token(**{**usual, **self.claims})
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": told}


@contextmanager
def issuer_server() -> Iterator[Issuer]:
    """Serve an issuer on a port of its own."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._answer(parse_qs(self.rfile.read(length).decode()))

        def _answer(self, form: Mapping[str, list[str]]) -> None:
            status, content = issuer.reply(urlsplit(self.path).path, form)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                """A client that has read enough has gone."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
