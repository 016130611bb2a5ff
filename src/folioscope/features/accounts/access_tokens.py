"""Access tokens: signed, good for some minutes, each of one login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

ALGORITHM = "HS256"
ISSUER = "folioscope"
AUDIENCE = "folioscope-api"
KIND = "access"
CLOCKS_APART = 30  # seconds by which the clocks of several processes may differ
REQUIRED = ["typ", "iss", "aud", "sub", "sid", "epoch", "iat", "exp"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: of which user's login it is, and of which epoch of theirs.

    ``expires`` is in seconds since 1970; whoever has it signed does not say.
    """

    user_id: int
    login_id: str
    epoch: int
    expires: int = 0


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Signs tokens and reads them. ``key`` is the secret that only servers have."""

    key: bytes
    lasts: timedelta

    def sign(self, claims: Claims, now: datetime) -> str:
        """A token that is good from now on."""
        payload = {
            "typ": KIND,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(claims.user_id),
            "sid": claims.login_id,
            "epoch": claims.epoch,
            "iat": int(now.timestamp()),
            "exp": int((now + self.lasts).timestamp()),
        }
        return jwt.encode(payload, self.key, ALGORITHM)

    def read(self, token: str) -> Claims | None:
        """What a token of ours says, over or not; None for any other.

        Algorithm and key are fixed: what the head of a token asks for is not followed.
        """
        try:
            told = jwt.decode(
                token,
                self.key,
                [ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=CLOCKS_APART,
                # Whether it is over depends on what it is shown for.
                options={"require": REQUIRED, "verify_exp": False},
            )
            names = ("sub", "epoch", "exp")
            user_id, epoch, expires = (int(told[name]) for name in names)
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            return None
        if told["typ"] != KIND:
            return None
        return Claims(user_id, str(told["sid"]), epoch, expires)
