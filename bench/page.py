"""The page as people meet it: its weight, its frames while an answer comes, long conversations.

    python bench/page.py [--tokens 5000] [--others 1500] [--rate 100] [--messages 500]

Chromium without a screen, the server, the scripted model and this program share the machine. The
page must be built: ``make page``. Lighthouse is fetched by npm, outside of the checkout.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from page_loading import CHROMIUM, first_screen, lighthouse
from page_model import SHAPES, PacedModel, paced_model
from page_streaming import Streamed, stream, token_to_pixel
from page_thread import make_thread, opening
from page_wire import wire
from playwright.async_api import Browser, async_playwright
from program import CVS, Server, run, server
from reporting import Figure, Target, print_figures, print_heading

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
MODEL_SETTINGS = {"LLM_PROVIDER": "openai", "OPENAI_API_KEY": "x", "LLM_MODEL": "paced"}
MEASUREMENTS = ("size", "lighthouse", "pixel", "thread", "stream")


def streamed_figures(streamed: Streamed, tokens: int, rate: float) -> list[Figure]:
    """What an answer of one shape cost, as rows."""
    what = f"{streamed.shape}, {tokens:,} tokens at {rate:g}/s"
    share = Target(0.30) if streamed.shape == "prose" else None
    longest = Target(50) if streamed.shape == "prose" else None
    return [
        Figure(f"{what}: longest gap between frames", [max(streamed.gaps)], "ms", longest),
        Figure(f"{what}: gap between frames", streamed.gaps, "ms"),
        Figure(f"{what}: frames over 50 ms", [float(len(streamed.frames))], ""),
        Figure(f"{what}: longest task over 50 ms", [max(streamed.tasks, default=0)], "ms"),
        Figure(
            f"{what}: processor time of the main thread",
            [streamed.shares["TaskDuration"]],
            "",
            share,
        ),
        Figure(f"{what}: … of it in JavaScript", [streamed.shares["ScriptDuration"]], ""),
    ]


async def print_size(browser: Browser, url: str) -> None:
    """What /chat loads."""
    loaded = await first_screen(browser, f"{url}/chat")
    print("Scripts of the first screen, kB gzip:", ", ".join(loaded.scripts), "\n")
    print_figures(
        [
            Figure("JavaScript of the first screen, gzip", [loaded.gzipped], "kB", Target(180)),
            Figure("JavaScript of the first screen, as sent", [loaded.on_the_wire], "kB"),
            Figure("JavaScript fetched ahead when idle, gzip", [loaded.gzipped_when_idle], "kB"),
            Figure("styles of the first screen, gzip", [loaded.styles_gzipped], "kB"),
        ]
    )


async def print_lighthouse(url: str, times: int) -> None:
    """What Lighthouse says of /chat, on its phone and on its desktop."""
    with tempfile.TemporaryDirectory() as name:
        for preset in ("desktop", "mobile"):
            runs = [await lighthouse(f"{url}/chat", Path(name), preset) for _ in range(times)]
            if not all(runs):
                return
            targets = {"performance": Target(95, at_least=True)}
            targets["accessibility"] = Target(100, at_least=True)
            names = [name for name in runs[0] if name != "failed"]
            units = {n: "ms" if "paint" in n or "time" in n else "" for n in names}
            print_figures(
                [
                    Figure(f"{preset}: {n}", [r[n] for r in runs], units[n], targets.get(n))
                    for n in names
                ]
            )
            print("Not passed:", ", ".join(sorted({a for r in runs for a in r["failed"]})), "\n")


async def print_thread(
    browser: Browser, url: str, model: PacedModel, options: argparse.Namespace
) -> None:
    """How long a conversation takes to open."""
    last = await make_thread(url, model, options.messages)
    first, again = await opening(browser, url, last, 7)
    what = f"{options.messages} messages, from the click to the last one painted"
    print_figures(
        [
            Figure(f"{what}: the first time", first, "ms", Target(300)),
            Figure(f"{what}: once more", again, "ms", Target(300)),
        ]
    )


async def print_streams(
    browser: Browser, url: str, model: PacedModel, options: argparse.Namespace
) -> None:
    """Frames and the main thread while answers come."""
    for shape in SHAPES:
        page = await (await browser.new_context(base_url=url)).new_page()
        tokens = options.tokens if shape == "prose" else options.others
        streamed = await stream(page, model, shape, tokens, options.rate)
        await page.context.close()
        print_figures(streamed_figures(streamed, tokens, options.rate))


async def print_pixels(
    browser: Browser, started: Server, model: PacedModel, options: argparse.Namespace
) -> None:
    """From the server's send to the frame."""
    async with wire(started.port) as wired:
        page = await (await browser.new_context()).new_page()
        samples = await token_to_pixel(page, wired, model, 1000, options.rate)
        await page.context.close()
    name = f"token to pixel, beyond the server's send, at {options.rate:g}/s"
    print_figures([Figure(name, samples, "ms", Target(50, of="p95"))])


def node_version() -> str:
    """The version of what has built the page."""
    done = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


async def measure(options: argparse.Namespace, folder: Path) -> None:
    """Measure what was asked for."""
    async with paced_model() as model, async_playwright() as playwright:
        os.environ.update(MODEL_SETTINGS | {"OPENAI_BASE_URL": model.url})
        await asyncio.to_thread(run, folder, "kb", "create", "cvs")
        await asyncio.to_thread(run, folder, "kb", "add", "cvs", str(CVS))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        version = await asyncio.to_thread(node_version)
        print(f"Chromium {browser.version}, Node {version}.\n")
        with server(folder) as started:
            wanted: Sequence[str] = options.only or MEASUREMENTS
            if "size" in wanted:
                await print_size(browser, started.url)
            if "lighthouse" in wanted:
                await print_lighthouse(started.url, options.lighthouse)
            if "pixel" in wanted:
                await print_pixels(browser, started, model, options)
            if "stream" in wanted:
                await print_streams(browser, started.url, model, options)
            if "thread" in wanted:
                await print_thread(browser, started.url, model, options)
        await browser.close()


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tokens", type=int, default=5000)
    parser.add_argument("--others", type=int, default=1500, help="tokens of lists, tables, code")
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--lighthouse", type=int, default=3, help="runs of each kind")
    parser.add_argument("--only", nargs="*", choices=MEASUREMENTS)
    options = parser.parse_args()
    if not Path(CHROMIUM).exists():
        sys.exit(f"There is no {CHROMIUM}.")
    print_heading("The page", "playwright", "uvicorn")
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(options, Path(name)))


if __name__ == "__main__":
    main()
