"""What a browser keeps while its user is away at the issuer: signed, for a few minutes."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import jwt
from jwt.exceptions import PyJWTError

from folioscope.errors import Unauthenticated
from folioscope.platform.database.base import now

MINUTES = 10
LONGEST_PATH = 1000
HOME = "/"
_AUDIENCE = "folioscope:sign-on"


class SignOnRefused(Unauthenticated):
    """A login at the issuer that is not believed, or was not begun in this browser."""

    code = "sign_on_refused"


@dataclass(frozen=True, slots=True)
class Slip:
    """What ties the return of a browser to its departure; ``then`` is where its user was going."""

    state: str
    nonce: str
    verifier: str
    then: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser brings back in the address, and the slip it kept."""

    slip: str
    code: str = ""
    state: str = ""
    error: str = ""
    issuer: str = ""


def new_slip(then: str) -> Slip:
    """A slip for one departure."""
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    return Slip(state, nonce, secrets.token_urlsafe(48), own_path(then))


def write_slip(slip: Slip, seal: bytes) -> str:
    """The slip as a signed text."""
    claims = {**asdict(slip), "aud": _AUDIENCE, "exp": now() + timedelta(minutes=MINUTES)}
    return jwt.encode(claims, seal, "HS256")


def read_slip(text: str, seal: bytes) -> Slip:
    """The slip; ``SignOnRefused`` where it is none of ours, or too old."""
    try:
        claims = jwt.decode(
            text, seal, ["HS256"], audience=_AUDIENCE, options={"require": ["aud", "exp"]}
        )
        return Slip(*(str(claims[name]) for name in Slip.__slots__))
    except (PyJWTError, ValueError, KeyError) as error:
        msg = "This login was not begun in this browser, or too long ago. Begin it again."
        raise SignOnRefused(msg) from error


def own_path(wanted: str) -> str:
    """An address of this server to go on to; its first page where ``wanted`` leads elsewhere.

    Browsers take “\\” for “/” and leave out tabs and line ends, so none of these are let through.
    """
    try:
        place = urlsplit(wanted)
    except ValueError:
        return HOME
    is_own = wanted.startswith("/") and not wanted.startswith("//") and not place.netloc
    is_plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if is_own and is_plain and len(wanted) <= LONGEST_PATH else HOME
