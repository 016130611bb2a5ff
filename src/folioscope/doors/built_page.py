"""The page as it was built, served beside the API: one file for every address, and its assets."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from folioscope.doors.headers import PAGE, POLICY, written

PLACE = Path(__file__).with_name("page")
"""Where “npm run build” puts it, and where the wheel has it."""

NOT_BUILT = "The page is not built; “make page” does it, with Node 20.19 or newer."
INDEX = "index.html"
ASSETS = "assets/"
NOT_OF_THE_PAGE = frozenset({"api", "health", "docs", "openapi.json"})
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better one first
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
ASK, ASK_PAGE = "ask/", "ask.html"
"""Where public chats are, and the page that is there."""

EMBED = "embed.js"
"""What pages of others load to show a public chat."""

Ancestors = Callable[[str], Awaitable[Sequence[str]]]
"""Whose pages may show the public chat with that token inside themselves."""


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file of the page. ``variants`` are its bytes by content encoding, "" for as they are."""

    variants: Mapping[str, bytes]
    media_type: str
    digest: str
    is_hashed: bool

    def answer(self, request: Headers, method: str, guarded: Mapping[str, str]) -> Response:
        """The file in the encoding that its reader likes best, or that it has it already."""
        encoding = _best(request.get("accept-encoding", ""), self.variants)
        tag = f'"{self.digest}{encoding and "-" + encoding}"'
        headers = {**guarded, "ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if self.is_hashed:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if _has_already(request.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        content = self.variants[encoding]
        headers |= {"Content-Encoding": encoding} if encoding else {}
        headers |= {"Content-Type": self.media_type, "Content-Length": str(len(content))}
        return Response(b"" if method == "HEAD" else content, headers=headers)


@dataclass
class BuiltPage:
    """ASGI app for what nothing else answers. ``otherwise`` takes what is not of the page.

    The files are read when the first one is wanted, all at once: what was built later has other
    names, and whoever has the old index still finds all that it names.
    """

    place: Path
    otherwise: ASGIApp
    ancestors: Ancestors
    _files: Mapping[str, BuiltFile] | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, with the index for an address of the page, or not at all."""
        found = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            found = _wanted(await self._read(), scope)
        if found is None:
            await self.otherwise(scope, receive, send)
        else:
            guarded = await self._guarded(scope["path"])
            response = found.answer(Headers(scope=scope), scope["method"], guarded)
            await response(scope, receive, send)

    async def _guarded(self, path: str) -> Mapping[str, str]:
        """What is otherwise with a file than with all answers: who may have it in their pages."""
        name = path.removeprefix("/")
        if name == EMBED:
            return {POLICY: written(PAGE), "Cross-Origin-Resource-Policy": "cross-origin"}
        if not name.startswith(ASK):
            return {POLICY: written(PAGE)}
        origins = " ".join(await self.ancestors(name.removeprefix(ASK)))
        return {POLICY: written(PAGE, frame_ancestors=origins or "'none'")}

    async def _read(self) -> Mapping[str, BuiltFile]:
        async with self._reading:
            if self._files is None:
                self._files = await asyncio.to_thread(read_files, self.place)
        return self._files


def is_built() -> bool:
    """Whether there is a page to serve."""
    return (PLACE / INDEX).is_file()


def install(app: FastAPI, ancestors: Ancestors) -> None:
    """Serve the page wherever the app has no route, with its index in front."""
    page = BuiltPage(PLACE, app.router.default, ancestors)
    app.router.default = page


def read_files(place: Path) -> dict[str, BuiltFile]:
    """Every file that may be served, by its path; there are no others, whatever is asked for."""
    paths = {path.relative_to(place).as_posix(): path for path in place.rglob("*")}
    return {
        name: _read_file(name, path)
        for name, path in paths.items()
        if path.suffix in MEDIA_TYPES and path.is_file()
    }


def _read_file(name: str, path: Path) -> BuiltFile:
    content = path.read_bytes()
    smaller = {
        encoding: Path(f"{path}{suffix}").read_bytes()
        for encoding, suffix in ENCODINGS.items()
        if Path(f"{path}{suffix}").is_file()
    }
    digest = hashlib.sha256(content).hexdigest()[:20]
    media_type = MEDIA_TYPES[path.suffix]
    return BuiltFile({**smaller, "": content}, media_type, digest, name.startswith(ASSETS))


def _wanted(files: Mapping[str, BuiltFile], scope: Scope) -> BuiltFile | None:
    """The file of that name; the index for whoever opens another address with a browser."""
    name: str = scope["path"].removeprefix("/") or INDEX
    first, *below = name.split("/")
    is_file = name.startswith(ASSETS) or (not below and "." in first)
    if name in files or is_file:
        return files.get(name)
    is_address = first not in NOT_OF_THE_PAGE
    opens = "text/html" in Headers(scope=scope).get("accept", "")
    page = ASK_PAGE if first == ASK.rstrip("/") else INDEX
    return files.get(page) if is_address and opens else None


def _best(accepted: str, variants: Mapping[str, bytes]) -> str:
    """The smallest variant that is accepted."""
    weights = (part.partition(";") for part in accepted.lower().split(","))
    taken = {
        name.strip()
        for name, _, weight in weights
        if not re.fullmatch(r"q=0(\.0*)?", weight.strip())
    }
    return next(
        (encoding for encoding in ENCODINGS if encoding in variants and encoding in taken), ""
    )


def _has_already(tags: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in tags.split(",")}
    return tag in known or "*" in known
