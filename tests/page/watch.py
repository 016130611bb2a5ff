"""What may not happen on any page: an error, a refusal of the content policy, a foreign request."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

LOCAL_SCHEMES = {"data", "blob", "about"}
BROKEN_NETWORK = r"net::ERR_|WebSocket connection to"
REFUSED = r"the server responded with a status of (4\d\d|503)"


@dataclass
class Watch:
    """Keeps what went wrong in a browser's context. A test names what it means to happen."""

    context: BrowserContext
    origins: set[str]
    troubles: list[str] = field(default_factory=list)
    _meant: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Watch every page of the context."""
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)
        self.context.on("request", self._on_request)
        self.context.on("dialog", self._on_dialog)

    def means(self, *patterns: str) -> None:
        """These errors of the console are what the test is about."""
        self._meant.extend(patterns)

    async def until(self, trouble: str) -> None:
        """Wait until that has gone wrong."""
        async with asyncio.timeout(30):
            while not any(trouble in told for told in self.troubles):
                await asyncio.sleep(0.01)

    def assert_clean(self) -> None:
        """Nothing happened that was not meant."""
        unmeant = [
            told
            for told in self.troubles
            if not any(re.search(pattern, told) for pattern in self._meant)
        ]
        assert not unmeant, "\n".join(unmeant)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text} {message.location}")

    def _on_error(self, error: WebError) -> None:
        self.troubles.append(f"error: {error.error}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        origin = f"{address.scheme}://{address.netloc}"
        if address.scheme not in LOCAL_SCHEMES and origin not in self.origins:
            self.troubles.append(f"a foreign request: {request.url}")

    async def _on_dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.type} {dialog.message}")
        await dialog.dismiss()
