"""What the first screen of the page weighs, and what Lighthouse says of it."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Request

CHROMIUM = "/usr/bin/chromium"
CATEGORIES = ("performance", "accessibility", "best-practices")
LIGHTHOUSE = "lighthouse@12"
WRITABLE = """new MutationObserver((_, watching) => {
  if (!document.querySelector('textarea')) return
  watching.disconnect()
  requestAnimationFrame(() => { window.writableAt = performance.now() })
}).observe(document, { subtree: true, childList: true })"""
ASKED_LATER = """() => performance.getEntriesByType('resource')
  .filter((entry) => entry.startTime > window.writableAt).map((entry) => entry.name)"""
HEADLESS = "--headless=new --no-sandbox --disable-gpu"


@dataclass(frozen=True)
class File:
    """A file that was fetched: kilobytes when compressed by gzip, and as they were sent."""

    name: str
    kind: str
    gzipped: float
    sent: float


@dataclass(frozen=True)
class Loaded:
    """What a browser fetched to show an address: kilobytes by kind of file."""

    scripts: list[str]
    gzipped: float
    on_the_wire: float
    gzipped_when_idle: float
    styles_gzipped: float


async def first_screen(browser: Browser, url: str) -> Loaded:
    """Open the address with an empty cache and wait until nothing is fetched any more.

    What is asked for after the frame in which a question can be written is fetched ahead.
    """
    context = await browser.new_context()
    page = await context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it is marked
    await page.add_init_script(WRITABLE)
    await page.goto(url)
    await page.get_by_role("textbox", name="Your question").wait_for()
    await page.wait_for_load_state("networkidle")
    late = set(await page.evaluate(ASKED_LATER))
    files = [await _weighed(request) for request in asked]
    scripts = [(file, request.url in late) for file, request in zip(files, asked, strict=True)]
    await context.close()
    first = [file for file, is_late in scripts if file.kind == "script" and not is_late]
    ahead = [file for file, is_late in scripts if file.kind == "script" and is_late]
    return Loaded(
        [f"{file.name} {file.gzipped:.1f}" for file in first],
        sum(file.gzipped for file in first),
        sum(file.sent for file in first),
        sum(file.gzipped for file in ahead),
        sum(file.gzipped for file in files if file.kind == "stylesheet"),
    )


async def _weighed(request: Request) -> File:
    name, kind = request.url.rpartition("/")[2], request.resource_type
    response = await request.response()
    if response is None or kind not in {"script", "stylesheet"}:
        return File(name, kind, 0, 0)
    sizes = await request.sizes()
    gzipped = len(gzip.compress(await response.body(), 9))
    return File(name, kind, gzipped / 1000, sizes["responseBodySize"] / 1000)


async def lighthouse(url: str, folder: Path, preset: str) -> dict[str, Any]:
    """The scores of one run of Lighthouse, from 0 to 100, and its main timings."""
    npm = shutil.which("npm")
    if npm is None:
        return {}
    out = folder / "lighthouse.json"
    command = [
        *(npm, "exec", "--yes", "--", LIGHTHOUSE, url, "--quiet", "--output=json"),
        *(f"--output-path={out}", f"--only-categories={','.join(CATEGORIES)}"),
        f"--chrome-flags={HEADLESS}",
        *(["--preset=desktop"] if preset == "desktop" else []),
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=os.environ | {"CHROME_PATH": CHROMIUM},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await process.communicate()
    if process.returncode:
        print(f"Lighthouse does not run: {told.decode()[-300:]}")
        return {}
    report = json.loads(out.read_text())
    scores = {name: 100 * report["categories"][name]["score"] for name in CATEGORIES}
    audits = report["audits"]
    for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        scores[name] = audits[name]["numericValue"]
    scores["cumulative-layout-shift"] = audits["cumulative-layout-shift"]["numericValue"]
    scores["failed"] = [
        audit["id"]
        for audit in audits.values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    return scores
