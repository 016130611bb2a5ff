"""Where a page of conversations ends, as a text that only this program reads."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from folioscope.errors import Invalid


class PageUnknown(Invalid):
    """A cursor that was not given out with a page."""

    code = "page_unknown"


def cursor_of(moment: datetime, thread_id: str) -> str:
    """The cursor behind a conversation of that last activity."""
    text = f"{moment.astimezone(UTC).isoformat()} {thread_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_page_cursor(cursor: str) -> tuple[datetime, str]:
    """The last activity and the id that a cursor stands for; ``PageUnknown``."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        moment, _, thread_id = text.partition(" ")
        read = datetime.fromisoformat(moment).astimezone(UTC)
    except (binascii.Error, ValueError, OverflowError) as error:
        msg = "The cursor is none that a page was given out with; begin with the first page."
        raise PageUnknown(msg) from error
    return read, thread_id
