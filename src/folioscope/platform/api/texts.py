"""Text that came over the wire and may be stored."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def storable(text: str) -> str:
    """Refuse what no database can keep: NUL and half of a surrogate pair."""
    if "\x00" in text:
        msg = "holds a NUL character"
        raise ValueError(msg)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = "holds half of a surrogate pair"
        raise ValueError(msg) from error
    return text


Text = Annotated[str, AfterValidator(storable)]
