"""What one account that sends a thousand requests a second costs the others, and is let through.

    python bench/abuse.py [--seconds 20] [--rate 1000] [--rounds 2]

A real server with accounts and its own data folder. Three people ask one question after the other
and hear the answers to their ends; alone, and while a fourth posts messages as fast as it is told
to, over 16 connections. It prints what the three wait for an answer, how many of the requests of
the fourth were let in, and what the fourth has spent of its tokens.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import httpx2
from program import CVS, Server, server
from reporting import Figure, Target, print_figures, print_heading

from folioscope.features.accounts.access_tokens import AccessTokens, Claims
from folioscope.features.accounts.tables import Login, User
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Database, parse_url

SECRET = "of the bench alone: 0123456789abcdef"
MOST = 1.2
CONNECTIONS = 16
TOKENS = 50_000
REQUESTS, MESSAGES = 600, 20
LIMITS = {
    "FOLIOSCOPE_AUTH": "password",
    "FOLIOSCOPE_SECRET_KEY": SECRET,
    "FOLIOSCOPE_TOKENS_PER_DAY": str(TOKENS),
    "FOLIOSCOPE_REQUESTS_PER_MINUTE": str(REQUESTS),
    "FOLIOSCOPE_MESSAGES_PER_MINUTE": str(MESSAGES),
}
QUESTIONS = ("Who has run Kubernetes?", "Who speaks French?", "Who studied physics?")


@dataclass
class Seen:
    """Seconds that the three waited, and what became of the requests of the fourth."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


async def tokens_of(data_dir: Path, names: list[str]) -> dict[str, str]:
    """Users in the database of the server, and an access token of each."""
    tokens = AccessTokens(SECRET.encode(), timedelta(hours=1))
    database = Database(parse_url(f"sqlite:///{data_dir / 'folioscope.db'}"))
    made = {}
    for name in names:
        async with database.write() as session:
            user = User(name=name, email=f"{name}@example.org", role="member", created_by=None)
            session.add(user)
            await session.flush()
            expires = now() + timedelta(days=1)
            login = Login(user_id=user.id, digest=new_id(), expires_at=expires)
            session.add(login)
        made[name] = tokens.sign(Claims(user.id, login.id, user.epoch), now())
    await database.aclose()
    return made


def client(opened: Server, token: str) -> httpx2.AsyncClient:
    """Somebody who has logged in."""
    headers = {"Authorization": f"Bearer {token}"}
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    return httpx2.AsyncClient(
        base_url=opened.url, headers=headers, timeout=120, limits=limits, trust_env=False
    )


async def fill(person: httpx2.AsyncClient) -> None:
    """A base of one's own."""
    (await person.post("/api/kbs", json={"name": "cvs"})).raise_for_status()
    files = sorted(CVS.glob("*.pdf"))[:3]
    parts = [("files", (file.name, file.read_bytes())) for file in files]
    added = (await person.post("/api/kbs/cvs/documents", files=parts)).raise_for_status()
    await hear(person, added.json()["run_id"])


async def hear(person: httpx2.AsyncClient, run_id: str) -> None:
    """Follow a run to its end."""
    async with person.stream("GET", f"/api/runs/{run_id}/events") as events:
        async for line in events.aiter_lines():
            if line == "event: done":
                return


async def ask(person: httpx2.AsyncClient, number: int) -> float:
    """Seconds from a question to the end of its answer."""
    thread = (await person.post("/api/threads", json={"kbs": ["cvs"]})).raise_for_status().json()
    path = f"/api/threads/{thread['thread_id']}/messages"
    body = {"content": QUESTIONS[number % len(QUESTIONS)], "cache": False}
    start = perf_counter()
    asked = (await person.post(path, json=body)).raise_for_status()
    await hear(person, asked.json()["run_id"])
    return perf_counter() - start


async def go_on_asking(person: httpx2.AsyncClient, waited: list[float], seconds: float) -> None:
    """Ask for so long, at the pace of somebody who reads."""
    until = perf_counter() + seconds
    while perf_counter() < until:
        waited.append(await ask(person, len(waited)))
        await asyncio.sleep(3.2)  # below the messages a minute that one may send


async def abuse(opened: Server, token: str, seconds: float, rate: int) -> Counter[str]:
    """Post at a rate, as a process of its own would; what came back, by code."""
    command = [sys.executable, __file__, "--abuse", opened.url, str(seconds), str(rate)]
    environment = os.environ | {"ABUSE_TOKEN": token}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    pairs = (line.split() for line in told.decode().splitlines())
    return Counter({code: int(count) for code, count in pairs})


async def post_for_ever(url: str, seconds: float, rate: int) -> Counter[str]:
    """What the abusing process does."""
    answers: Counter[str] = Counter()
    headers = {"Authorization": f"Bearer {os.environ['ABUSE_TOKEN']}"}
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    async with httpx2.AsyncClient(
        base_url=url, headers=headers, timeout=60, limits=limits, trust_env=False
    ) as attacker:
        thread = await attacker.post("/api/threads", json={})
        path = f"/api/threads/{thread.json().get('thread_id', 'none')}/messages"
        start, sent = perf_counter(), 0

        async def one_after_the_other() -> None:
            nonlocal sent
            while (at := perf_counter() - start) < seconds:
                if sent > at * rate:
                    await asyncio.sleep(0.001)
                    continue
                sent += 1
                body = {"content": f"Who? {sent}", "policy": "enqueue", "cache": False}
                answer = await attacker.post(path, json=body)
                code = answer.json().get("code", "taken")
                is_told = answer.status_code != 429 or int(answer.headers["Retry-After"]) >= 1
                answers[code if is_told else "429_without_retry_after"] += 1

        await asyncio.gather(*(one_after_the_other() for _ in range(CONNECTIONS)))
    return answers


async def measure(opened: Server, data_dir: Path, wanted: argparse.Namespace) -> Seen:
    """Rounds of the three alone and beside the fourth, in turn."""
    names = ["ada", "bob", "cyd"]
    tokens = await tokens_of(data_dir, [*names, "eve"])
    people = [client(opened, tokens[name]) for name in names]
    seen = Seen()
    for person in people:
        await fill(person)
        await ask(person, 0)
    for _ in range(wanted.rounds):
        await asyncio.gather(*(go_on_asking(each, seen.alone, wanted.seconds) for each in people))
        asking = [go_on_asking(each, seen.beside, wanted.seconds) for each in people]
        told, *_ = await asyncio.gather(
            abuse(opened, tokens["eve"], wanted.seconds, wanted.rate), *asking
        )
        seen.answers += told
    async with client(opened, tokens["eve"]) as eve:
        used = await eve.get("/api/limits")
        print(f"\nThe fourth has used: {used.json().get('used', used.json().get('detail'))}")
    for person in people:
        await person.aclose()
    return seen


def report(seen: Seen, wanted: argparse.Namespace) -> None:
    """What the three waited, and what the fourth got."""
    alone, beside = Figure("alone", seen.alone, "s"), Figure("beside", seen.beside, "s")
    ratio = beside.p95 / alone.p95
    print_figures(
        [
            Figure("question to the end of its answer, alone", seen.alone, "s"),
            Figure("the same beside the abuse", seen.beside, "s"),
            Figure("p95 beside it, of that alone", [ratio], "x", Target(MOST)),
        ]
    )
    total = seen.answers.total()
    rate = total / (wanted.seconds * wanted.rounds)
    print(f"\n{total:,} requests of the fourth, {rate:,.0f} a second:")
    for code, count in seen.answers.most_common():
        print(f"- {code}: {count:,}")


def main() -> None:
    """Run the bench, or be the process that abuses."""
    if sys.argv[1:2] == ["--abuse"]:
        url, seconds, rate = sys.argv[2:]
        for code, count in asyncio.run(post_for_ever(url, float(seconds), int(rate))).items():
            print(code, count)
        return
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--seconds", type=float, default=20.0)
    reading.add_argument("--rate", type=int, default=1000)
    reading.add_argument("--rounds", type=int, default=2)
    wanted = reading.parse_args()
    print_heading("One account that asks for too much", "folioscope", "uvicorn")
    os.environ.update(LIMITS)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with server(data_dir) as opened:
            seen = asyncio.run(measure(opened, data_dir, wanted))
    report(seen, wanted)


if __name__ == "__main__":
    main()
