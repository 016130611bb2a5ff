"""The page in Debian's Chromium, before a real server with a told model.

All of it runs on one event loop for the session, which the tests share: see ``ON_THE_PAGE``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.page import built_page
from tests.page.desk import Desk, fill, opened_desk
from tests.page.told_model import ToldModel, told_model
from tests.page.visitors import Visitors

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder with the page."""
    missing = built_page.what_is_missing() or ("" if CHROMIUM.exists() else "there is no Chromium")
    if missing:
        pytest.skip(missing)
    return built_page.build()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the base of the 30 CVs and one of a text."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    fill(folder)
    return folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(built: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def model() -> AsyncIterator[ToldModel]:
    async with told_model() as model:
        yield model


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk(
    filled: Path, built: Path, model: ToldModel, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """The server that tests share: each begins conversations and bases of its own."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    async with opened_desk(filled, folder, model, built, {}) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def own_desk(
    filled: Path, built: Path, model: ToldModel, tmp_path: Path
) -> AsyncIterator[Desk]:
    """A server of the test alone, which may be killed."""
    async with opened_desk(filled, tmp_path / "data", model, built, {}) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def quiet_desk(
    filled: Path, built: Path, model: ToldModel, tmp_path: Path
) -> AsyncIterator[Desk]:
    """A server that was never used and has no language model."""
    no_model = {"LLM_PROVIDER": "", "OPENAI_BASE_URL": "", "LLM_MODEL": ""}
    async with opened_desk(filled, tmp_path / "data", model, built, no_model) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser) -> AsyncIterator[Visitors]:
    """Opens pages; in the end nothing may have gone wrong on any of them."""
    async with AsyncExitStack() as stack:
        visitors = Visitors(browser, stack)
        yield visitors
        for watch in visitors.watches:
            watch.assert_clean()


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: Desk, visitors: Visitors) -> Page:
    """A page of the shared server, at a desk, in English."""
    return await visitors.open(desk.url)


@pytest_asyncio.fixture(loop_scope="session")
async def tidied(desk: Desk) -> AsyncIterator[None]:
    """What a test makes of bases is gone after it, so that each finds the two that there were."""
    yield
    await desk.remove_bases()
