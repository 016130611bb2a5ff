"""What it costs a request that its sender is known: by nothing, a token, a key, a cookie.

    python bench/authentication.py [--requests 5000]

The gate of the real app, with its database and its table of access, in front of an app that
answers at once. So the figures are what the gate adds to a request and nothing else. What a
credential is good for is remembered for some seconds; a request that finds nothing remembered is a
figure of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from reporting import Figure, Target, print_figures, print_heading
from starlette.types import Message, Receive, Scope, Send

from folioscope.doors.asked import Asked
from folioscope.doors.gate import Gate
from folioscope.doors.hosts import hosts_of
from folioscope.doors.http import build_app
from folioscope.doors.origins import origins_of
from folioscope.features.accounts.access_tokens import Claims
from folioscope.features.accounts.keys import new_key
from folioscope.features.accounts.passwords import Passwords
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.tables import ApiKey, Login, User
from folioscope.platform.database.base import new_id, now
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

MOST = 1.0
PATH = "/api/threads/0123456789abcdef0123456789abcdef/messages"
OWN_TOKEN = "the server's own"
COLD = 50
HASHES = 10


async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An app that has nothing to do."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def nothing_comes() -> Message:
    """A request without a body."""
    return {"type": "http.request", "body": b"", "more_body": False}


class Knocking:
    """Sends requests through the gate of an opened program."""

    def __init__(self, folioscope: Folioscope) -> None:
        settings = folioscope.settings
        self._gate = Gate(
            answer,
            hosts=hosts_of(settings),
            origins=origins_of(settings.public_url, settings.cors_origins),
            asked=Asked(build_app(folioscope, OWN_TOKEN).routes),
            identities=folioscope.accounts.identities(OWN_TOKEN),
            revocations=folioscope.accounts.revocations,
        )
        self.revocations: Revocations = folioscope.accounts.revocations

    async def knock(self, headers: Sequence[tuple[bytes, bytes]]) -> float:
        """Milliseconds that the gate takes for one request."""
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": PATH,
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8000"), *headers],
        }
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        begun = perf_counter()
        await self._gate(scope, nothing_comes, send)
        taken = (perf_counter() - begun) * 1000
        if statuses != [204]:
            sys.exit(f"a request was answered {statuses}")
        return taken


async def credentials_of(folioscope: Folioscope) -> dict[str, list[tuple[bytes, bytes]]]:
    """A user with a login and a key, as what requests show."""
    async with folioscope.database.write() as session:
        user = User(name="ada", email="ada@example.org", created_by=None)
        session.add(user)
        await session.flush()
        ends = now() + timedelta(days=1)
        login = Login(user_id=user.id, digest=new_id(), expires_at=ends)
        key = new_key()
        kept = ApiKey(
            user_id=user.id, name="x", start=key[:10], digest=digest_of(key), scopes=["read"]
        )
        session.add_all([login, kept])
    terms = folioscope.accounts.terms
    assert terms is not None, "accounts are on here"
    token = terms.tokens.sign(Claims(user.id, login.id, user.epoch), now()).encode()
    return {
        "access token": [(b"authorization", b"Bearer " + token)],
        "API key": [(b"authorization", b"Bearer " + key.encode())],
        "cookie": [(b"cookie", b"theme=dark; folioscope_access=" + token)],
    }


async def measure(folder: Path, requests: int) -> list[Figure]:
    """The figures of a server without accounts, and of one with them."""
    figures = []
    settings = Settings(_env_file=None, data_dir=folder / "off")
    async with open_folioscope(settings, executes="never") as off:
        knocking = Knocking(off)
        samples = [await knocking.knock([]) for _ in range(requests)]
        figures.append(Figure("auth off", samples, "ms"))
    settings = Settings(_env_file=None, data_dir=folder / "on", auth="password")
    async with open_folioscope(settings, executes="never") as on:
        knocking = Knocking(on)
        credentials = await credentials_of(on)
        for name, headers in credentials.items():
            await knocking.knock(headers)
            samples = [await knocking.knock(headers) for _ in range(requests)]
            figures.append(Figure(name, samples, "ms", Target(MOST, of="p95")))
        for name, headers in credentials.items():
            first = []
            for _ in range(COLD):
                knocking.revocations.tell()  # so that nothing is remembered
                first.append(await knocking.knock(headers))
            figures.append(Figure(f"{name}, not remembered", first, "ms"))
    figures.append(Figure("a password at the login", await hashes(), "ms"))
    return figures


async def hashes() -> list[float]:
    """Milliseconds that passwords take to be compared, one after the other."""
    passwords = Passwords()
    kept = await passwords.hash("correct horse battery")
    taken = []
    for _ in range(HASHES):
        begun = perf_counter()
        await passwords.are_same("correct horse battery", kept)
        taken.append((perf_counter() - begun) * 1000)
    return taken


def main() -> None:
    """Print the figures; fails where the target is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5000)
    arguments = parser.parse_args()
    print_heading("Who asks, a request", "pyjwt", "pwdlib", "starlette")
    with tempfile.TemporaryDirectory() as folder:
        for each in ("off", "on"):
            (Path(folder) / each).mkdir()
        figures = asyncio.run(measure(Path(folder), arguments.requests))
    print_figures(figures)
    sys.exit(any(figure.judged()[1] == "NO" for figure in figures))


if __name__ == "__main__":
    main()
