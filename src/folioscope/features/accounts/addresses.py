"""Mail addresses as people are known by them."""

from __future__ import annotations

import re

from folioscope.errors import Invalid

LONGEST = 320
LOOKS_LIKE_ONE = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


class EmailInvalid(Invalid):
    """A text that is no mail address."""

    code = "email_invalid"


def as_known(email: str) -> str:
    """An address as it is kept and looked for: in small letters, without spaces around."""
    return email.strip().lower()


def checked(email: str) -> str:
    """The address of somebody new as it is kept; ``EmailInvalid``."""
    known = as_known(email)
    if len(known) > LONGEST or not LOOKS_LIKE_ONE.fullmatch(known) or not known.isprintable():
        raise EmailInvalid(f"“{email[:100]}” is no mail address.")
    return known
