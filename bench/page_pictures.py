"""Takes the pictures of the page that the README shows, from the real program.

    PYTHONPATH=. python bench/page_pictures.py [--to docs/pictures]

The 30 CVs of the samples are indexed and searched as ever. In the place of a language model stands
a script that says what the passages it is given say. The page must be built: ``make page``.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from page_loading import CHROMIUM
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright
from program import CVS, run, server

from tests.page.told_model import told_model

QUESTION = "Who has run Kubernetes in production?"
MOST = 120_000  # bytes of a picture
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PASSAGE = re.compile(r"^\[(\d+)\] Source: (.+)$", re.MULTILINE)
DONE = re.compile(r"\b(?:Runs|Ran)\b.*Kubernetes clusters in production")
NAME = re.compile(r"\d+-([a-z-]+)\.pdf")


def answer(prompt: str) -> str:
    """A line of each of the first passages that name what is asked for, with its number."""
    found = []
    for at in PASSAGE.finditer(prompt):
        text = prompt[at.end() :].partition("\n[")[0]
        said = [line.strip(" •-–") for line in text.splitlines() if DONE.search(line)]
        name = NAME.search(at[2])
        if said and name:
            person = name[1].replace("-", " ").title()
            found.append(f"- **{person}**: {said[0].rstrip('.,:')} [{at[1]}].")
    who = "\n".join(found[:4])
    return f"These candidates have run Kubernetes in production:\n\n{who}"


async def keep(page: Page, folder: Path, name: str) -> None:
    """Write what is seen as a small picture."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(await page.screenshot()))
    for quality in range(88, 30, -6):
        small = io.BytesIO()
        picture.save(small, "WEBP", quality=quality, method=6)
        if len(small.getvalue()) <= MOST:
            break
    (folder / f"{name}.webp").write_bytes(small.getvalue())
    print(f"{name}.webp  {len(small.getvalue()) / 1000:.0f} kB")


async def answered(page: Page) -> None:
    """Ask, and wait for the sources of the answer."""
    await page.get_by_role("textbox", name="Your question").fill(QUESTION)
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_role("list", name="Sources").wait_for()


async def take(browser: Browser, url: str, folder: Path) -> None:
    """All pictures, one after the other."""

    async def opened(path: str, **options: Any) -> Page:
        context = await browser.new_context(base_url=url, locale="en-US", **options)
        page = await context.new_page()
        await page.goto(path)
        return page

    page = await opened("/chat", viewport=DESK)
    await answered(page)
    await page.get_by_role("button", name=re.compile(r"^Source \d+: ")).first.click()
    await page.locator("[data-marked]").first.wait_for()
    await keep(page, folder, "chat")
    await page.goto("/bases/demo")
    await page.get_by_role("list", name="Documents of this base").wait_for()
    await keep(page, folder, "base")
    await page.goto("/search")
    await page.get_by_role("searchbox", name="Search the documents").fill("Kubernetes clusters")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=re.compile(r"\.pdf, page")).first.wait_for()
    await keep(page, folder, "search")
    await page.context.close()
    phone = await opened("/chat", viewport=PHONE, color_scheme="dark", device_scale_factor=2)
    await answered(phone)
    await keep(phone, folder, "phone")
    await phone.context.close()


async def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=CVS.parents[1] / "docs" / "pictures")
    folder = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    async with told_model() as model, async_playwright() as playwright:
        model.tell(QUESTION, answer)
        os.environ.update(
            LLM_PROVIDER="openai",
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY="x",
            LLM_MODEL="llm",
            FOLIOSCOPE_ANSWER_CACHE="false",  # each picture shows an answer that is written
        )
        with tempfile.TemporaryDirectory() as name:
            await asyncio.to_thread(run, Path(name), "kb", "create", "demo")
            await asyncio.to_thread(run, Path(name), "kb", "add", "demo", str(CVS))
            with server(Path(name)) as started:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
                )
                await take(browser, started.url, folder)
                await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
