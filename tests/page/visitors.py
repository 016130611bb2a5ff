"""People at the page: each has a browser of their own, with a screen, a language and habits."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.async_api import Browser, Page, ViewportSize

from tests.page.watch import Watch

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
PATIENCE = 30_000
KEEP = """(kept) => {
  if (location.protocol === 'http:' && !localStorage.getItem('folioscope.preferences'))
    localStorage.setItem('folioscope.preferences', kept)
}"""


@dataclass
class Visitors:
    """Opens browsers; ``watches`` holds what went wrong in them."""

    browser: Browser
    stack: AsyncExitStack
    watches: list[Watch] = field(default_factory=list)

    async def open(
        self,
        url: str,
        path: str = "/chat",
        *,
        screen: ViewportSize = DESK,
        scheme: Literal["light", "dark"] = "light",
        locale: str = "en-US",
        reduced: bool = False,
        **preferences: Any,
    ) -> Page:
        """A new person looks at a path of the server."""
        context = await self.browser.new_context(
            base_url=url,
            viewport=screen,
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce" if reduced else "no-preference",
        )
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE)
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        if preferences:
            await context.add_init_script(f"({KEEP})({json.dumps(json.dumps(preferences))})")
        watch = Watch(context, {url, url.replace("http", "ws", 1)})
        watch.begin()
        self.watches.append(watch)
        page = await context.new_page()
        await page.goto(path)
        return page

    def mean(self, *patterns: str) -> None:
        """These errors of the console are what the test is about."""
        for watch in self.watches:
            watch.means(*patterns)
