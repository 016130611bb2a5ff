"""Files for bases, and bases filled with them, in the worlds of cases."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from tests.faults.wire import Answer, Broken, Connection
from tests.faults.world import World

PHRASES = " ".join(f"phrase{number}" for number in range(1200))


def letters(count: int, version: str = "first") -> dict[str, bytes]:
    """Texts of some chunks each, by the names of their files."""
    return {
        f"{number:02}.txt": f"Person{number} writes, {version}. {PHRASES} {version}".encode()
        for number in range(count)
    }


async def send_files(world: World, path: str, files: Mapping[str, bytes]) -> Answer:
    """Send files as a form, on a connection of its own; ``Broken`` without an answer."""
    mark = secrets.token_hex(8)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files.items()
    ]
    body = b"".join(parts) + f"--{mark}--\r\n".encode()
    connection = await Connection.open(world.port)
    try:
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        head = await connection.begin("POST", path, body, headers)
        return await connection.rest(head)
    finally:
        connection.vanish()


async def upload(world: World, files: Mapping[str, bytes], kb: str = "kb") -> Any:
    """What an upload that is taken is answered."""
    answer = await send_files(world, f"/api/kbs/{kb}/documents", files)
    assert answer.status == 202, (answer.status, answer.body)
    return answer.json


async def upload_in_vain(world: World, files: Mapping[str, bytes]) -> bool:
    """Upload to a server that is about to be killed; whether it answered."""
    try:
        await upload(world, files)
    except Broken:
        return False
    return True


async def make_base(world: World, kb: str = "kb") -> None:
    """Make an empty base."""
    await world.send("/api/kbs", {"name": kb})


async def filled(world: World, files: Mapping[str, bytes], kb: str = "kb") -> None:
    """Make a base with files, all of which are taken in."""
    await make_base(world, kb)
    await upload(world, files, kb)
    await world.settle()
    base = await world.get(f"/api/kbs/{kb}")
    assert (base["ready"], base["failed"]) == (len(files), 0), base


async def search(world: World, query: str, kb: str = "kb", k: int = 20) -> list[Any]:
    """What is found."""
    answer = await world.call("POST", "/api/search", {"query": query, "kb": kb, "k": k})
    assert answer.status == 200, (answer.status, answer.body)
    found: list[Any] = answer.json["hits"]
    return found
