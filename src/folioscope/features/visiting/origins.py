"""Origins of pages, such as https://ada.example: who may show a chat inside their own page."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

# As a browser names it, with nothing that a header could be written with.
_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r"|\[[0-9a-f:.]+\])(?::[1-9][0-9]{0,4})?"
)
LONGEST = 300
USUAL_PORTS = (("http://", ":80"), ("https://", ":443"))


def origin(text: str) -> str:
    """An origin as browsers write it: in small letters, without the usual port or a path."""
    written = text.strip().lower().removesuffix("/")
    if len(written) > LONGEST or not _ORIGIN.fullmatch(written):
        msg = "an origin is https://HOST or http://HOST:PORT, without a path"
        raise ValueError(msg)
    for scheme, port in USUAL_PORTS:
        if written.startswith(scheme):
            written = written.removesuffix(port)
    return written


Origin = Annotated[str, AfterValidator(origin)]
