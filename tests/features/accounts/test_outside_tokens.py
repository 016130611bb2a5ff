"""Tokens of other systems: which are believed, and every way in which one is not."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.outside_keys import (
    AGAIN_SECONDS,
    FRESH_SECONDS,
    KEPT_SECONDS,
    IssuerKeys,
    KeysUnavailable,
    SharedSecret,
    believe,
)
from folioscope.features.accounts.outside_people import person_of
from folioscope.features.accounts.outside_tokens import Trust, keys_of
from folioscope.outbound.http import Limits
from folioscope.outbound.short_answers import ShortAnswers
from tests.issuer_server import AUDIENCE, KID, Issuer, issuer_server, private_key, public_jwk

SECRET = b"a secret of more than sixty-four bytes, so that it would do for HS512 too"
NOW = int(time.time())  # when the tests are collected, which may be hours before they run
DAY = 86_400


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def answers() -> AsyncIterator[ShortAnswers]:
    opened = ShortAnswers(frozenset({"127.0.0.1"}), Limits(read_seconds=30), whole_seconds=30)
    yield opened
    await opened.aclose()


@pytest.fixture
def issuer() -> Any:
    with issuer_server() as served:
        yield served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(issuer: Issuer, answers: ShortAnswers, clock: Clock) -> IssuerKeys:
    async def locate() -> str:
        return f"{issuer.url}/jwks"

    return IssuerKeys(answers, locate, clock)


@pytest.fixture
def trust(issuer: Issuer) -> Trust:
    return Trust(issuer.url, AUDIENCE)


def _written(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_a_token_of_the_issuer_is_believed(
    issuer: Issuer, keys: IssuerKeys, trust: Trust
) -> None:
    token = issuer.token(name="Ada  Byron\n", email="Ada@Example.org", email_verified=True)
    person = person_of(await believe(token, keys, trust), trust)
    assert person.subject == "ada"
    assert (person.name, person.email, person.issuer) == (
        "Ada Byron",
        "ada@example.org",
        issuer.url,
    )


async def test_an_audience_among_others_is_enough(
    issuer: Issuer, keys: IssuerKeys, trust: Trust
) -> None:
    assert await believe(issuer.token(aud=["another", AUDIENCE]), keys, trust)


WRONG: dict[str, dict[str, object]] = {
    "expired": {"exp": NOW - DAY},
    "without an end": {"exp": None},
    "an end that is no time": {"exp": "soon"},
    "an end beyond all times": {"exp": float("inf")},
    "not yet good": {"nbf": NOW + DAY},
    "made in the future": {"iat": NOW + DAY},
    "made at no time": {"iat": {}},
    "of another issuer": {"iss": "https://elsewhere.example"},
    "of an issuer with ours at its start": {"iss": "http://127.0.0.1:1.example"},
    "of no issuer": {"iss": None},
    "of a list of issuers": {"iss": ["http://127.0.0.1"]},
    "for another audience": {"aud": "https://elsewhere.example"},
    "for no audience": {"aud": None},
    "for an empty list": {"aud": []},
    "for part of ours": {"aud": AUDIENCE[:-1]},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "of a truth value": {"sub": True},
    "of a list": {"sub": ["ada"]},
    "of a NUL": {"sub": "ada\x00"},
    "of half a surrogate pair": {"sub": "ada\ud800"},
    "of a line end": {"sub": "ada\n"},
    "of too long a name": {"sub": "a" * 301},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
async def test_t08_a_token_with_wrong_claims_is_refused(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, claims: dict[str, object]
) -> None:
    with pytest.raises(TokenRefused):
        await believe(issuer.token(**claims), keys, trust)


def _with_public_key_as_secret(claims: dict[str, Any], header: dict[str, Any]) -> str:
    pem = private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    unsigned = _written({"alg": "HS256", **header}, claims)[:-1]
    signature = mac.sign(unsigned.encode(), pem)
    return f"{unsigned}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _other(claims: dict[str, Any], header: dict[str, Any]) -> str:
    return jwt.encode(claims, private_key(1), "RS256", header)


def _brings_its_key(claims: dict[str, Any], header: dict[str, Any]) -> str:
    brought = {"jwk": public_jwk(private_key(1)), "jku": "http://127.0.0.1:1/jwks"}
    return _other(claims, {**header, **brought, "x5u": "http://127.0.0.1:1/x5u"})


FORGED: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "not signed": lambda claims, header: _written({"alg": "none", **header}, claims),
    "not signed, in capitals": lambda claims, header: _written({"alg": "NONE", **header}, claims),
    "of no algorithm": lambda claims, header: _written(header, claims),
    "of an algorithm that is no text": lambda claims, header: _written(
        {"alg": ["RS256"], **header}, claims
    ),
    "signed with the public key as a secret": _with_public_key_as_secret,
    "signed by somebody else": _other,
    "signed by somebody else, whose key it brings": _brings_its_key,
    "of another algorithm of the same key": lambda claims, header: jwt.encode(
        claims, private_key(), "RS512", header
    ),
    "with a key id that is a path": lambda claims, header: jwt.encode(
        claims, b"\0" * 32, "HS256", {"kid": "../../../../dev/zero"}
    ),
    "with a key id that is an address": lambda claims, header: _other(
        claims, {"kid": "http://127.0.0.1:1/jwks"}
    ),
    "with a key id that is a statement": lambda claims, header: _other(
        claims, {"kid": "' UNION SELECT 'x"}
    ),
    "with a key id that is a number": lambda claims, header: _written(
        {"alg": "RS256", "kid": 1}, claims
    ),
    "with an extension that must be known": lambda claims, header: _other(
        claims, {**header, "crit": ["x"], "x": 1}
    ),
    "with its contents apart": lambda claims, header: _written(
        {"alg": "RS256", "b64": False, "crit": ["b64"], **header}, {}
    ),
    "no token": lambda claims, header: "eyJ",
    "empty": lambda claims, header: "",
    "of many dots": lambda claims, header: "." * 100,
    "too long": lambda claims, header: jwt.encode(
        {**claims, "x": "x" * 9_000}, private_key(), "RS256", header
    ),
    "deep": lambda claims, header: (
        base64.urlsafe_b64encode(b'{"a":' * 1000).decode().replace("=", "") + ".e30.e30"
    ),
    "half a surrogate pair": lambda claims, header: "eyJ\ud800.e30.e30",
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("sign", FORGED.values(), ids=FORGED)
async def test_t08_a_forged_token_is_refused(
    issuer: Issuer,
    keys: IssuerKeys,
    trust: Trust,
    sign: Callable[[dict[str, Any], dict[str, Any]], str],
) -> None:
    issuer.sign = sign
    with pytest.raises(TokenRefused):
        await believe(issuer.token(), keys, trust)
    assert {path for path, _ in issuer.asked} <= {"/jwks"}


async def test_a_claim_of_ones_own_may_name_the_user(issuer: Issuer, keys: IssuerKeys) -> None:
    trust = Trust(issuer.url, AUDIENCE, "user_auth_id")
    token = issuer.token(sub=None, user_auth_id=17)
    assert person_of(await believe(token, keys, trust), trust).subject == "17"
    with pytest.raises(TokenRefused):
        await believe(issuer.token(), keys, trust)


@pytest.mark.parametrize("told", [False, "false", None, 1, "yes", ["true"]])
async def test_an_address_that_is_not_verified_counts_for_nothing(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, told: object
) -> None:
    token = issuer.token(email="ada@example.org", email_verified=told)
    assert person_of(await believe(token, keys, trust), trust).email is None


# A secret instead of keys


async def test_a_secret_believes_what_is_signed_with_it_and_nothing_else(
    issuer: Issuer, trust: Trust
) -> None:
    keys = SharedSecret(SECRET)
    issuer.sign = lambda claims, header: jwt.encode(claims, SECRET, "HS256", header)
    assert await believe(issuer.token(), keys, trust)
    for sign in (
        lambda claims, header: jwt.encode(claims, SECRET[::-1], "HS256", header),
        lambda claims, header: jwt.encode(claims, SECRET, "HS512", header),
        lambda claims, header: jwt.encode(claims, private_key(), "RS256", header),
        FORGED["not signed"],
    ):
        issuer.sign = sign
        with pytest.raises(TokenRefused):
            await believe(issuer.token(), keys, trust)


# Keys


def test_only_public_keys_for_signatures_are_taken() -> None:
    small = rsa.generate_private_key(65537, 1024)
    good = public_jwk(private_key())
    no_keys: list[object] = [
        "no object",
        {},
        {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256", "kid": "secret"},
        {**good, "alg": "HS256"},
        {**good, "alg": "none"},
        {**good, "alg": ["RS256"]},
        {**good, "use": "enc"},
        {**good, "n": "AQ", "e": 5},
        {**good, "n": good["n"] * 5},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "alg": "ES512", "x": "AA", "y": "AA"},
        jwt.algorithms.RSAAlgorithm.to_jwk(private_key(), as_dict=True),
    ]
    assert keys_of({"keys": no_keys}) == {}
    others: list[object] = [None, [], {}, {"keys": {}}, {"keys": "x"}]
    assert [keys_of(other) for other in others] == [{}] * len(others)
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    taken = keys_of({"keys": [good, jwt.algorithms.ECAlgorithm.to_jwk(curve, as_dict=True)]})
    assert {kid: [key.algorithm for key in found] for kid, found in taken.items()} == {
        KID: ["RS256"],
        None: ["ES256"],
    }
    assert small.key_size < 2048


async def test_a_key_that_is_too_small_is_no_proof(
    issuer: Issuer, keys: IssuerKeys, trust: Trust
) -> None:
    small = rsa.generate_private_key(65537, 1024)
    issuer.keys = [public_jwk(small)]
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        token = jwt.encode({"iss": issuer.url}, small, "RS256", {"kid": KID})
    with pytest.raises(TokenRefused):
        await believe(token, keys, trust)


async def test_a_token_without_key_id_is_of_the_only_key(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, clock: Clock
) -> None:
    issuer.sign = lambda claims, _: jwt.encode(claims, private_key(), "RS256")
    assert await believe(issuer.token(), keys, trust)
    issuer.keys.append(public_jwk(private_key(1), "key-2"))
    clock.now += FRESH_SECONDS + 1
    with pytest.raises(TokenRefused):
        await believe(issuer.token(), keys, trust)


async def test_keys_are_asked_for_once_and_a_new_one_is_found(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, clock: Clock
) -> None:
    for _ in range(3):
        await believe(issuer.token(), keys, trust)
    assert issuer.count("/jwks") == 1
    issuer.keys = [public_jwk(private_key(1), "key-2")]
    issuer.sign = lambda claims, _: jwt.encode(claims, private_key(1), "RS256", {"kid": "key-2"})
    for _ in range(100):  # a stranger with keys that nobody has
        with pytest.raises(TokenRefused):
            await believe(issuer.token(), keys, trust)
    assert issuer.count("/jwks") == 1
    clock.now += AGAIN_SECONDS
    assert await believe(issuer.token(), keys, trust)
    assert issuer.count("/jwks") == 2


async def test_a_key_that_the_issuer_gave_up_is_given_up_here(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, clock: Clock
) -> None:
    token = issuer.token()
    await believe(token, keys, trust)
    issuer.keys = [public_jwk(private_key(1), "key-2")]
    clock.now += FRESH_SECONDS + 1
    with pytest.raises(TokenRefused):
        await believe(token, keys, trust)


async def test_known_keys_outlast_an_issuer_that_is_down_but_not_for_ever(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, clock: Clock
) -> None:
    await believe(issuer.token(), keys, trust)
    issuer.replies["/jwks"] = lambda: (500, {})
    clock.now += KEPT_SECONDS
    assert await believe(issuer.token(), keys, trust)
    clock.now += 1
    with pytest.raises(KeysUnavailable):
        await believe(issuer.token(), keys, trust)


UNUSABLE: dict[str, Callable[[], tuple[int, object]]] = {
    "no keys": lambda: (200, {"keys": []}),
    "a list": lambda: (200, []),
    "no JSON": lambda: (200, b"<html>"),
    "deep JSON": lambda: (200, b"[" * 100_000),
    "huge": lambda: (200, b" " * 300_000 + b'{"keys": []}'),
    "an error": lambda: (503, {}),
    "keys with an error": lambda: (404, {"keys": [public_jwk(private_key())]}),
    "a redirect": lambda: (302, b""),
    "secrets": lambda: (200, {"keys": [{"kty": "oct", "k": "AA", "alg": "HS256", "kid": KID}]}),
}


@pytest.mark.parametrize("reply", UNUSABLE.values(), ids=UNUSABLE)
async def test_t08_keys_that_lie_or_are_huge_let_nobody_in(
    issuer: Issuer, keys: IssuerKeys, trust: Trust, reply: Callable[[], tuple[int, object]]
) -> None:
    issuer.replies["/jwks"] = reply
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await believe(issuer.token(), keys, trust)
    assert issuer.count("/jwks") == 1


async def test_t08_keys_that_hang_are_given_up_and_not_waited_for_again(
    issuer: Issuer, trust: Trust
) -> None:
    over = threading.Event()

    def hang() -> tuple[int, object]:
        over.wait(30)
        return 200, {"keys": issuer.keys}

    async def locate() -> str:
        return f"{issuer.url}/jwks"

    issuer.replies["/jwks"] = hang
    hasty = ShortAnswers(frozenset({"127.0.0.1"}), whole_seconds=3.0)
    keys = IssuerKeys(hasty, locate)
    try:
        for _ in range(3):
            with pytest.raises(KeysUnavailable):
                await believe(issuer.token(), keys, trust)
        assert issuer.count("/jwks") == 1
    finally:
        over.set()
        await hasty.aclose()
