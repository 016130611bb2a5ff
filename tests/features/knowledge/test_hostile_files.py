"""Files that do their worst, in one upload with ordinary ones: each fails alone, by name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.parsing_gold import STATUS_OF_CODE
from folioscope.backends.parsers import sandbox
from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from tests.hostile_reader import DEEDS
from tests.opened_program import Program, open_program
from tests.outbound.watched_processes import gone

REASONS = {
    "aborts.txt": ("crashed", "SIGABRT"),
    "babbles.txt": ("crashed", "nonsense"),
    "flees.txt": ("crashed", "left something running"),
    "hangs.txt": ("timed_out", "8 seconds"),
    "hoards.txt": ("out_of_memory", "bytes"),
    "is killed.txt": ("out_of_memory", "memory"),
    "leaves.txt": ("crashed", "before its answer was whole"),
    "pours.txt": ("too_large", "bytes"),
    "segfaults.txt": ("crashed", "SIGSEGV"),
    "spins.txt": ("timed_out", "processor time"),
}


async def take_in(program: Program, files: dict[str, bytes]) -> dict[str, Any]:
    """What one upload of files to a new base comes to."""
    await program.post("/api/kbs", 201, {"name": "kb"})
    result: dict[str, Any] = await program.add("kb", files)
    await program.assert_nothing_half_stored()
    return result


async def test_t13_hostile_files_fail_alone_and_the_files_beside_them_are_taken_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "READ", "tests.hostile_reader:read")
    monkeypatch.setitem(BACKENDS, "parsers", {"sandbox": "tests.hostile_reader:open_reader"})
    good = {f"{letter} is well.txt": f"{letter} bakes bread.".encode() for letter in "abmz"}
    hostile = {f"{deed}.txt": deed.encode() for deed in DEEDS}
    async with open_program(settings) as program:
        result = await take_in(program, {**good, **hostile})
        failed = {one["path"]: one for one in result["failed"]}
        assert failed.keys() == REASONS.keys()
        for path, (code, told) in REASONS.items():
            assert (failed[path]["code"], told in failed[path]["message"]) == (code, True), path
            assert failed[path]["message"].startswith(path)
        assert result["added"] == len(good) + 1, "and one that answered before its group was ended"
        listed = (await program.get("/api/kbs/kb/documents"))["documents"]
        ready = {one["path"] for one in listed if one["state"] == "ready"}
        assert ready == good.keys() | {"forks.txt"}
        hit = (await program.search("kb", "grandchild process"))[0]
        grandchild = re.search(r"process (\d+) ", hit["text"])
        assert grandchild is not None
        assert await gone(int(grandchild[1]))


async def test_files_that_broke_other_parsers_are_each_taken_in_or_named(
    program: Program, shared_data: Path
) -> None:
    golds = sorted((shared_data / "torture").glob("*.gold.jsonl"))
    files: dict[str, bytes] = {}
    wanted: dict[str, str] = {}
    for gold in golds:
        folder = gold.with_name(gold.name.removesuffix(".gold.jsonl"))
        for line in gold.read_text().splitlines():
            one = json.loads(line)
            content = (folder / one["file"]).read_bytes()
            if content not in files.values() or not content:
                files[f"{folder.name}/{one['file']}"] = content
                wanted[f"{folder.name}/{one['file']}"] = one["status"]
    result = await take_in(program, files)
    failed = {one["path"]: STATUS_OF_CODE.get(one["code"], one["code"]) for one in result["failed"]}
    listed: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = await program.get("/api/kbs/kb/documents", limit=1000, after=after)
        listed, after = listed + page["documents"], page["next"]
    assert {one["path"].partition("#")[0] for one in listed} == files.keys()
    assert {one["path"] for one in listed if one["state"] == "failed"} == failed.keys()
    differing = [path for path, status in wanted.items() if failed.get(path, "ok") != status]
    assert len(differing) <= len(wanted) // 20, differing
