"""Files handed out as they came: saved by a browser, never shown nor run by it."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from fastapi.responses import FileResponse, Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

GUARDED = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with content that other people made. It may be kept, and is asked for again."""

ONE_RANGE = re.compile(r"bytes=(?:\d{1,18}-\d{0,18}|-\d{1,18})")
MEANT_BY_SYSTEMS = re.compile(r'[\\/:*?"<>|]')
NOT_PLAIN = re.compile(r"[^\w .()+-]", re.ASCII)
MOST_OF_STEM = 150  # bytes
MOST_OF_SUFFIX = 16  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its bytes, what people call it, of what kind it is."""

    stored: AbstractContextManager[Path]
    name: str
    media_type: str
    digest: str
    size: int


class Download(FileResponse):
    """A file that is opened when it is sent, and let go of when it is sent or its reader is gone.

    One range may be asked for; a request for several, which may overlap, is for all of it.
    """

    def __init__(self, kept: Kept) -> None:
        headers = GUARDED | {
            "Content-Disposition": disposition(kept.name),
            "ETag": etag(kept.digest),
        }
        super().__init__(Path(), headers=headers, media_type=kept.media_type)
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or what is known of it without opening it."""
        if scope["method"] == "HEAD":
            self.headers["Content-Length"] = str(self._kept.size)
            await Response(headers=self.headers)(scope, receive, send)
            return
        asked = Headers(scope=scope).get("range", "")
        if not ONE_RANGE.fullmatch(asked.strip()):
            others = [header for header in scope["headers"] if header[0] != b"range"]
            scope = {**scope, "headers": others}
        with ExitStack() as stack:
            self.path = await asyncio.to_thread(stack.enter_context, self._kept.stored)
            await super().__call__(scope, receive, send)


def etag(digest: str) -> str:
    """The mark of content that never changes."""
    return f'"{digest}"'


def is_known(if_none_match: str | None, mark: str) -> bool:
    """Whether whoever asks has the content of that mark."""
    marks = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return mark in marks or "*" in marks


def disposition(name: str) -> str:
    """How a browser saves a file: under its name, or in ASCII where it does not know better."""
    shown = file_name(name)
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    plain = NOT_PLAIN.sub("_", plain).strip() or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


def file_name(name: str) -> str:
    """The last part of a path, as a name that every system can keep.

    Without controls and marks that turn the direction of text, which make ``exe`` look like
    ``pdf``; not hidden, and not longer than file systems allow.
    """
    shown = (letter for letter in name if unicodedata.category(letter)[0] != "C")
    visible = " ".join("".join(shown).split())
    last = MEANT_BY_SYSTEMS.sub("_", visible.replace("\\", "/").rstrip("/").rpartition("/")[2])
    path = PurePosixPath(last.strip(" ."))
    stem, suffix = path.name, ""
    if len(path.suffix) <= MOST_OF_SUFFIX:
        stem, suffix = path.stem, path.suffix
    short = stem.encode()[:MOST_OF_STEM].decode(errors="ignore").rstrip(" .")
    return f"{short or 'document'}{suffix}"
