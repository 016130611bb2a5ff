"""A person whose name and employer are words that stand nowhere else, and all places to look."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from sqlalchemy import select

from folioscope.platform.database.base import Base
from folioscope.platform.indexes.private_folders import in_memory
from tests.opened_program import PATIENCE, Program

NAME, FIRM = "Quilla Zyzzogeton", "Wombatronics"
CV = f"""# {NAME}

Lyon, France · quilla@zyzzogeton.example

## Experience

### Welder, {FIRM}
2015 - 2020
Welded submarines.

## Skills

Welding, Python
"""
OTHER_CV = """# Ada Byron

London, England · ada@example.org

## Experience

### Baker, Acme
2014 - 2021
Baked bread.

## Skills

Baking, Python
"""
CANARY = re.compile("zyzzogeton|wombatronics", re.IGNORECASE)


def files_with(folder: Path, canary: re.Pattern[str] = CANARY) -> list[str]:
    """The files under a folder whose bytes, or whose names, have the canary."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if canary.search(_content(path)) or canary.search(path.name)
    ]


def _content(path: Path) -> str:
    """What is in a file; nothing in one that is put away meanwhile."""
    try:
        return path.read_bytes().decode("latin-1")
    except (FileNotFoundError, IsADirectoryError):
        return ""


async def rows_with(program: Program, canary: re.Pattern[str] = CANARY) -> set[str]:
    """The tables that have the canary."""
    found = set()
    for table in Base.metadata.sorted_tables:
        async with program.database.read() as session:
            for row in await session.execute(select(table)):
                told = [bytes(one).decode("latin-1") if isinstance(one, bytes | memoryview) else
                        str(one) for one in row]  # fmt: skip
                if canary.search(" ".join(told)):
                    found.add(table.name)
    return found


async def everywhere(program: Program, canary: re.Pattern[str] = CANARY) -> list[str]:
    """All places that have the canary: tables, files of the data folder, memory that has a path."""
    found = sorted(await rows_with(program, canary))
    # With SQLite the database and its log lie beside the data folder.
    found += files_with(program.data_dir.parent, canary)
    memory = in_memory(program.data_dir, 0)
    return found + (files_with(memory, canary) if memory is not None else [])


async def document_id(program: Program, kb: str, path: str) -> str:
    """The id of a document."""
    found = await program.get(f"/api/kbs/{kb}/documents", document=path)
    return str(found["documents"][0]["document_id"])


async def completed(program: Program, erasure_id: str) -> Any:
    """The receipt of an erasure once it is complete."""
    async with asyncio.timeout(PATIENCE):
        while True:
            receipt = await program.get(f"/api/erasures/{erasure_id}")
            if receipt["state"] == "complete":
                return receipt
            await asyncio.sleep(0.02)


async def erased(program: Program, **wanted: Any) -> Any:
    """The receipt of an erasure that is carried to its end."""
    receipt = await program.post("/api/erasures", 201, wanted)
    return await completed(program, receipt["erasure_id"])


async def asked(program: Program, question: str, thread_id: str | None = None) -> tuple[str, str]:
    """Have a question answered to the end; the thread and the run."""
    if thread_id is None:
        thread_id, run_id = await program.question(question)
    else:
        path = f"/api/threads/{thread_id}/messages"
        run_id = (await program.post(path, 202, {"content": question}))["run_id"]
    await program.events(run_id)
    return thread_id, run_id
