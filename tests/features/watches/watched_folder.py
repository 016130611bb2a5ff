"""A watched folder of a program that looks at it when it is told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program


@dataclass
class WatchedFolder:
    """The folder, and the base ``kb`` that follows it."""

    program: Program
    folder: Path
    watch_id: str

    def put(self, name: str, content: str | bytes) -> Path:
        """Write a file of the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    async def look(self) -> Any:
        """What one look comes to; a run that it started or waits for has ended."""
        looked = await self.program.post(f"/api/kbs/kb/watches/{self.watch_id}/look", 200)
        if looked["run_id"] is not None:
            await self.program.events(looked["run_id"])
        return looked

    async def follow(self) -> None:
        """Look until nothing is left to do."""
        while (looked := await self.look())["outcome"] in ("started", "more", "waits"):
            pass
        assert looked["outcome"] in ("done", "changing"), (looked, await self.shown())

    async def shown(self) -> Any:
        """The watch as it is listed."""
        listed = (await self.program.get("/api/kbs/kb/watches"))["watches"]
        return next(each for each in listed if each["watch_id"] == self.watch_id)

    async def listed(self) -> dict[str, Any]:
        """Every file by its path in the folder."""
        path = f"/api/kbs/kb/watches/{self.watch_id}/files"
        files = (await self.program.get(path, limit=1000))["files"]
        return {file["path"].removeprefix(f"{self.folder}/"): file for file in files}

    async def states(self) -> dict[str, str]:
        """The state of every file."""
        return {name: file["state"] for name, file in (await self.listed()).items()}

    async def documents(self) -> dict[str, str]:
        """The documents of the base: by path in the folder the id."""
        listed = (await self.program.get("/api/kbs/kb/documents", limit=1000))["documents"]
        return {
            each["path"].removeprefix(f"{self.folder}/"): each["document_id"] for each in listed
        }

    async def found(self, query: str) -> list[str]:
        """The names under which something is found."""
        hits = await self.program.search("kb", query)
        return sorted(hit["path"].removeprefix(f"{self.folder}/") for hit in hits)


async def begin(program: Program, folder: Path) -> WatchedFolder:
    """Make the base ``kb``, if it is not there, and have it follow a folder."""
    await program.client.post("/api/kbs", json={"name": "kb"})
    made = await program.post("/api/kbs/kb/watches", 201, {"path": str(folder)})
    return WatchedFolder(program, folder, made["watch_id"])


@asynccontextmanager
async def open_watched(settings: Settings, folder: Path) -> AsyncIterator[WatchedFolder]:
    """A program that follows a folder."""
    async with open_program(settings) as program:
        yield await begin(program, folder)
