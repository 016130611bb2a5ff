"""Access tokens: which are believed, over HTTP and over a WebSocket alike."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from websockets.exceptions import InvalidStatus

from folioscope.features.accounts.access_tokens import Claims
from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.standing import StandingLogins
from folioscope.platform.runs.wakeups import Wakeups
from tests.opened_socket import open_socket
from tests.signed_in import SECRET_KEY, Accounts, Someone

KEY = SECRET_KEY.encode()
Forged = Callable[[dict[str, Any]], str]


def claims_of(ada: Someone) -> dict[str, Any]:
    """What a token of hers says."""
    said: dict[str, Any] = jwt.decode(ada.token, options={"verify_signature": False})
    return said


def at(**apart: float) -> int:
    return int((datetime.now(UTC) + timedelta(**apart)).timestamp())


def written(claims: dict[str, Any], head: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token put together by hand, as no library would."""
    parts = [json.dumps(part).encode() for part in (head, claims)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return b".".join([text, base64.urlsafe_b64encode(sign(text)).rstrip(b"=")]).decode()


def unsigned(algorithm: str) -> Forged:
    """A token that nobody signed."""
    return lambda claims: written(claims, {"alg": algorithm}, lambda _text: b"")


def by_hand(algorithm: str, key: bytes, digest: str = "sha256") -> Forged:
    head = {"alg": algorithm, "typ": "JWT"}
    return lambda claims: written(claims, head, lambda text: hmac.digest(key, text, digest))


def signed(headers: dict[str, Any] | None = None, key: bytes = KEY, **changed: Any) -> Forged:
    def forge(claims: dict[str, Any]) -> str:
        given = {name: told for name, told in {**claims, **changed}.items() if told is not None}
        return jwt.encode(given, key, "HS256", headers=headers)

    return forge


def with_public_key(claims: dict[str, Any]) -> str:
    """Signed with a public key as if it were the secret."""
    public = rsa.generate_private_key(65537, 2048).public_key()
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return by_hand("HS256", public.public_bytes(encoding, form))(claims)


def with_private_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), "RS256")


FORGED: dict[str, Forged] = {
    "no token": lambda _claims: "x",
    "no parts": lambda _claims: "..",
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg HS256 without a signature": unsigned("HS256"),
    "HS with a public key": with_public_key,
    "RS with a key of one's own": with_private_key,
    "another secret": signed(key=b"another secret that is long enough"),
    "another algorithm of the same secret": by_hand("HS512", KEY, "sha512"),
    "kid that leads elsewhere": signed({"kid": "../../../../dev/null"}, b"\x00" * 32),
    "kid with SQL": signed({"kid": "x' UNION SELECT 'a"}, b"a" * 32),
    "jku": signed({"jku": "http://127.0.0.1:9/keys"}, b"theirs".ljust(32)),
    "jwk": signed({"jwk": {"kty": "oct", "k": "dGhlaXJz"}}, b"theirs".ljust(32)),
    "crit": signed({"crit": ["b64"], "b64": False}),
    "wrong aud": signed(aud="somebody else"),
    "no aud": signed(aud=None),
    "wrong iss": signed(iss="somebody else"),
    "no iss": signed(iss=None),
    "wrong typ": signed(typ="refresh"),
    "no typ": signed(typ=None),
    "expired": signed(iat=at(hours=-2), exp=at(seconds=-1)),
    "no exp": signed(exp=None),
    "not yet": signed(nbf=at(hours=1)),
    "issued tomorrow": signed(iat=at(days=1), exp=at(days=2)),
    "no login": signed(sid=None),
    "another login": signed(sid="0" * 32),
    "another user": signed(sub="0"),
    "a user that is no number": signed(sub="ada"),
    "no user": signed(sub=None),
    "an epoch to come": signed(epoch=1),
    "an epoch that is no number": signed(epoch={}),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_t08_a_token_that_is_not_right_is_refused_at_both_doors(
    accounts: Accounts, forge: Forged
) -> None:
    ada = await accounts.someone()
    token = forge(claims_of(ada))
    forger = await accounts.with_token(token)
    problem = await forger.get("/api/users/me", 401)
    assert problem["code"] == "token_refused"
    page = await accounts.with_cookie(token)
    assert (await page.client.get("/api/users/me")).status_code == 401
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(forger):
            pass
    assert refused.value.response.status_code == 401


async def test_the_token_that_the_others_are_made_of_is_right(accounts: Accounts) -> None:
    ada = await accounts.someone()
    same = await accounts.with_token(signed()(claims_of(ada)))
    assert (await same.get("/api/users/me"))["user_id"] == ada.user_id
    assert (await ada.get("/api/users/me"))["user_id"] == ada.user_id


async def test_t08_no_credential_does_for_another(accounts: Accounts) -> None:
    """A refresh token is no access token, nor the reverse; an invitation is neither."""
    told = {"name": "Eve", "email": "eve@example.org", "password": "correct horse battery"}
    await accounts.local.post("/api/users", 201, told)
    nobody = await accounts.with_token(None)
    form = {"username": told["email"], "password": told["password"]}
    given = await nobody.ask("POST", "/api/auth/token", 200, data=form)
    invited = await accounts.local.post("/api/invitations", 201, {})
    for token in (given["refresh_token"], invited["token"], told["password"]):
        other = await accounts.with_token(token)
        assert (await other.get("/api/users/me", 401))["code"] == "token_refused"
    for token in (given["access_token"], invited["token"]):
        await nobody.post("/api/auth/refresh", 401, {"refresh_token": token})
    for token in (given["access_token"], given["refresh_token"]):
        accepting = {"token": token, "name": "x", "email": "x@y", "password": "correct horse"}
        await nobody.post("/api/auth/accept", 404, accepting)


async def test_a_token_that_is_over_does_for_a_stream_that_was_opened_with_it(
    accounts: Accounts,
) -> None:
    ada = await accounts.someone()
    claims = Claims(ada.user_id, ada.login_id, 0)
    old = accounts.tokens.sign(claims, datetime.now(UTC) - timedelta(hours=1))
    revocations = Revocations(Wakeups())
    logins = StandingLogins(ada.database, accounts.tokens, revocations, LastSeen())
    with pytest.raises(TokenRefused):
        await logins(old, is_open=False)
    assert (await logins(old, is_open=True)).principal.user_id == ada.user_id
    with pytest.raises(TokenRefused):  # also once it is remembered
        await logins(old, is_open=False)
