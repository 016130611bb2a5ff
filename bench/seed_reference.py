"""The design Folioscope grew out of: one INSERT and commit a token, readers poll each 0.35 s."""

import asyncio
import json
import sqlite3
import sys
from itertools import count
from typing import Annotated

import httpx2
import uvicorn
from fastapi import FastAPI, Header
from fastapi.responses import StreamingResponse

PORT, DATABASE, LLM = int(sys.argv[1]), sqlite3.connect(sys.argv[2]), sys.argv[3]
DATABASE.execute("PRAGMA journal_mode = WAL")
DATABASE.execute("CREATE TABLE IF NOT EXISTS events (run, seq, type, data, PRIMARY KEY (run, seq))")
LATER = "SELECT seq, type, data FROM events WHERE run = ? AND seq > ? ORDER BY seq"
app, ids, tasks = FastAPI(), count(1), {}
client = httpx2.AsyncClient(timeout=60, limits=httpx2.Limits(), trust_env=False)


async def execute(run: str, body: dict) -> None:
    seq = count(1)
    async with client.stream("POST", f"{LLM}/chat/completions", json=body) as answer:
        async for line in answer.aiter_lines():
            for choice in json.loads(line[6:])["choices"] if line.startswith("data: {") else ():
                add(run, next(seq), "token", text=choice["delta"].get("content", ""))
    add(run, next(seq), "done")


def add(run: str, seq: int, kind: str, **data: str) -> None:
    with DATABASE:
        DATABASE.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?)", (run, seq, kind, json.dumps(data))
        )


@app.get("/health/ready")
@app.post("/api/users", status_code=201)
@app.post("/api/threads", status_code=201)
async def create() -> dict:
    return {"user_id": 1, "thread_id": str(next(ids))}


@app.post("/api/threads/{_thread}/messages", status_code=202)
async def ask(_thread: str, message: dict) -> dict:
    run = str(next(ids))
    tasks[run] = asyncio.create_task(execute(run, {"messages": [message], "stream": True}))
    return {"run_id": run}


@app.post("/api/runs/{run}/cancel")
async def cancel(run: str) -> dict:
    return {"cancelled": tasks[run].cancel() and not add(run, 10**9, "done")}


@app.get("/api/runs/{run}/events")
async def events(run: str, last_event_id: Annotated[int, Header()] = 0) -> StreamingResponse:
    return StreamingResponse(frames(run, last_event_id), media_type="text/event-stream")


async def frames(run: str, after: int, kind: str = ""):
    while kind != "done":
        for after, kind, data in DATABASE.execute(LATER, (run, after)).fetchall():  # noqa: B020, PLR1704
            yield f"id: {after}\nevent: {kind}\ndata: {data}\n\n"
        await asyncio.sleep(0.35)


uvicorn.run(app, port=PORT, log_level="warning")
