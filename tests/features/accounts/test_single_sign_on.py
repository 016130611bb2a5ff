"""Logins at an issuer: the way there and back, and issuers and browsers that lie."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from folioscope.errors import FolioscopeError
from folioscope.features.accounts.issuer_facts import IssuerUnusable, facts_of
from folioscope.features.accounts.outside_keys import KeysUnavailable
from folioscope.features.accounts.outside_people import Person
from folioscope.features.accounts.sign_on_slip import (
    Returned,
    SignOnRefused,
    new_slip,
    own_path,
    read_slip,
    write_slip,
)
from folioscope.features.accounts.single_sign_on import (
    IssuerBusy,
    Registered,
    SingleSignOn,
)
from folioscope.outbound.short_answers import ShortAnswers
from tests.issuer_server import CLIENT, CODE, KID, Issuer, issuer_server, private_key, signed

SEAL = b"a seal of the tests of thirty-two"
BACK = "https://folioscope.test/api/auth/oidc/callback"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuer_server() as served:
        yield served


@pytest.fixture
async def sign_on(issuer: Issuer) -> AsyncIterator[SingleSignOn]:
    answers = ShortAnswers(frozenset({"127.0.0.1"}), whole_seconds=2)
    yield SingleSignOn(Registered(issuer.url, CLIENT, "a secret"), answers, SEAL)
    await answers.aclose()


async def _there_and_back(
    sign_on: SingleSignOn, served: Issuer, **changed: str
) -> tuple[Person, str]:
    address, slip = await sign_on.depart(BACK, "/threads/1?x=y")
    brought = {**served.let_in(address), "slip": slip, **changed}
    return await sign_on.arrive(Returned(**brought), BACK)


async def test_who_logs_in_at_the_issuer_is_known_and_goes_where_they_were_going(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    issuer.claims = {"name": "Ada", "email": "ADA@example.org", "email_verified": True}
    person, then = await _there_and_back(sign_on, issuer)
    assert person == Person(issuer.url, "ada", "Ada", "ada@example.org")
    assert then == "/threads/1?x=y"


async def test_what_is_sent_says_no_more_than_it_must(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    address, slip = await sign_on.depart(BACK, "/")
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{issuer.url}/authorize?")
    assert set(asked) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert (asked["redirect_uri"], asked["client_id"]) == ([BACK], [CLIENT])
    verifier = read_slip(slip, SEAL).verifier
    assert verifier not in address
    assert "a secret" not in address
    again, _ = await sign_on.depart(BACK, "/")
    for name in ("state", "nonce", "code_challenge"):
        assert parse_qs(urlsplit(again).query)[name] != asked[name]


# A browser that lies, or another one


async def test_a_return_without_the_departure_is_refused(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    slip = new_slip("/")
    forged = [
        "",
        "eyJ",
        write_slip(slip, SEAL[::-1]),
        jwt.encode({**_of(slip), "aud": "folioscope-api", "exp": 2**40}, SEAL, "HS256"),
        jwt.encode({**_of(slip), "aud": "folioscope:sign-on"}, SEAL, "HS256"),
        jwt.encode({**_of(slip), "aud": "folioscope:sign-on", "exp": 1}, SEAL, "HS256"),
        jwt.encode({**_of(slip), "aud": "folioscope:sign-on", "exp": 2**40}, "", "none"),
        jwt.encode({"aud": "folioscope:sign-on", "exp": 2**40}, SEAL, "HS256"),
    ]
    for each in forged:
        with pytest.raises(SignOnRefused):
            await sign_on.arrive(Returned(each, CODE, slip.state), BACK)
    assert issuer.count("/token") == 0


def _of(slip: Any) -> dict[str, str]:
    return {name: getattr(slip, name) for name in ("state", "nonce", "verifier", "then")}


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": ""},
        {"code": ""},
        {"error": "access_denied"},
        {"issuer": "https://elsewhere.example"},
    ],
)
async def test_a_return_that_does_not_fit_is_refused_before_the_issuer_is_asked(
    issuer: Issuer, sign_on: SingleSignOn, changed: dict[str, str]
) -> None:
    with pytest.raises(SignOnRefused):
        await _there_and_back(sign_on, issuer, **changed)
    assert issuer.count("/token") == 0


async def test_t08_a_return_is_good_once(issuer: Issuer, sign_on: SingleSignOn) -> None:
    address, slip = await sign_on.depart(BACK, "/")
    returned = Returned(slip=slip, **issuer.let_in(address))
    await sign_on.arrive(returned, BACK)
    with pytest.raises(SignOnRefused, match="used up"):
        await sign_on.arrive(returned, BACK)
    assert issuer.count("/token") == 1


async def test_a_code_of_somebody_elses_login_is_of_no_use(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    _, slip = await sign_on.depart(BACK, "/")
    mine = read_slip(slip, SEAL)
    theirs, _ = await sign_on.depart(BACK, "/")
    issuer.let_in(theirs)
    with pytest.raises(SignOnRefused):
        await sign_on.arrive(Returned(slip, CODE, mine.state), BACK)


# An issuer that lies


LIES: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://elsewhere.example"},
    "for another client": {"aud": "another"},
    "for several, not saying for whom": {"aud": [CLIENT, "another"]},
    "for several, said for another": {"aud": [CLIENT, "another"], "azp": "another"},
    "said for another": {"azp": "another"},
    "expired": {"exp": 1},
    "without an end": {"exp": None},
    "made at no time": {"iat": None},
    "of another nonce": {"nonce": "another"},
    "of no nonce": {"nonce": None},
    "of nobody": {"sub": None},
    "of a list of people": {"sub": ["ada"]},
    "with the digest of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "with a digest that is a number": {"at_hash": 5},
    "with a reference that is no list": {"amr": "pwd"},
}


@pytest.mark.parametrize("claims", LIES.values(), ids=LIES)
async def test_t08_an_id_token_with_wrong_claims_is_refused(
    issuer: Issuer, sign_on: SingleSignOn, claims: dict[str, Any]
) -> None:
    issuer.claims = claims
    with pytest.raises(SignOnRefused):
        await _there_and_back(sign_on, issuer)


async def test_t08_an_id_token_that_is_not_signed_right_is_refused(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    for sign in (
        lambda claims, headers: jwt.encode(claims, "", "none", {"kid": KID}),
        lambda claims, headers: signed(claims, private_key(1), "RS256", headers),
        lambda claims, headers: signed(claims, b"a secret" * 8, "HS256", headers),
        lambda claims, headers: signed(claims, private_key(), "RS256", {"kid": "../jwks"}),
        lambda claims, headers: "5",
        lambda claims, headers: "",
    ):
        issuer.sign = sign
        with pytest.raises(SignOnRefused):
            await _there_and_back(sign_on, issuer)


REPLIES: dict[str, Callable[[], tuple[int, object]]] = {
    "refused": lambda: (400, {"error": "invalid_grant"}),
    "an error": lambda: (500, {}),
    "no object": lambda: (200, ["x"]),
    "nothing": lambda: (200, {}),
    "no JSON": lambda: (200, b"<html>"),
    "deep JSON": lambda: (200, b"[" * 100_000),
    "huge": lambda: (200, b" " * 300_000 + b"{}"),
    "a redirect": lambda: (307, b""),
    "a token that is an object": lambda: (200, {"id_token": {}}),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
async def test_t08_an_issuer_that_answers_something_else_lets_nobody_in(
    issuer: Issuer, sign_on: SingleSignOn, reply: Callable[[], tuple[int, object]]
) -> None:
    issuer.replies["/token"] = reply
    with pytest.raises((SignOnRefused, IssuerBusy)) as raised:
        await _there_and_back(sign_on, issuer)
    assert "invalid_grant" not in raised.value.message


@pytest.mark.parametrize("reply", [REPLIES[name] for name in ("an error", "huge", "no JSON")])
async def test_an_issuer_without_keys_lets_nobody_in(
    issuer: Issuer, sign_on: SingleSignOn, reply: Callable[[], tuple[int, object]]
) -> None:
    issuer.replies["/jwks"] = reply
    with pytest.raises(KeysUnavailable):
        await _there_and_back(sign_on, issuer)


@pytest.mark.parametrize("name", ["an error", "no object", "no JSON", "huge", "a redirect"])
async def test_an_issuer_that_does_not_describe_itself_is_not_gone_to(
    issuer: Issuer, sign_on: SingleSignOn, name: str
) -> None:
    issuer.replies["/.well-known/openid-configuration"] = REPLIES[name]
    with pytest.raises((IssuerBusy, IssuerUnusable)):
        await sign_on.depart(BACK, "/")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"issuer": "https://issuer.example.evil"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://issuer.example/authorize"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"jwks_uri": ["https://issuer.example/jwks"]},
        {"jwks_uri": "https://issuer.example/\r\njwks"},
        {"userinfo_endpoint": "http://169.254.169.254/"},
    ],
)
def test_an_issuer_that_describes_itself_wrongly_is_not_used(changed: dict[str, object]) -> None:
    right: dict[str, object] = {
        "issuer": "https://issuer.example/",
        "authorization_endpoint": "https://issuer.example/authorize",
        "token_endpoint": "https://tokens.example/token",
        "jwks_uri": "https://issuer.example/jwks",
    }
    assert facts_of(right, "https://issuer.example").issuer == "https://issuer.example/"
    with pytest.raises(IssuerUnusable):
        facts_of({**right, **changed}, "https://issuer.example")


async def test_an_issuer_may_not_send_us_into_the_private_network(
    issuer: Issuer, sign_on: SingleSignOn
) -> None:
    inner = issuer.url.replace("127.0.0.1", "localhost")  # as private, and not what was named
    issuer.replies["/.well-known/openid-configuration"] = lambda: (
        200,
        {**issuer.description(), "token_endpoint": f"{inner}/token"},
    )
    with pytest.raises(FolioscopeError):
        await _there_and_back(sign_on, issuer)
    assert issuer.count("/token") == 0


# The address of a person


@pytest.mark.parametrize(
    ("told", "email"),
    [
        ({"sub": "ada", "email": "ada@example.org", "email_verified": True}, "ada@example.org"),
        ({"sub": "ada", "email": "ada@example.org", "email_verified": False}, None),
        ({"sub": "ada", "email": "ada@example.org"}, None),
        ({"sub": "eve", "email": "ada@example.org", "email_verified": True}, None),
        ({"sub": "ada", "email": "no address", "email_verified": True}, None),
        (["x"], None),
    ],
)
async def test_an_address_told_apart_counts_if_it_is_verified_and_of_the_same_person(
    issuer: Issuer, sign_on: SingleSignOn, told: object, email: str | None
) -> None:
    described = {**issuer.description(), "userinfo_endpoint": f"{issuer.url}/userinfo"}
    issuer.replies["/.well-known/openid-configuration"] = lambda: (200, described)
    issuer.replies["/userinfo"] = lambda: (200, told)
    person, _ = await _there_and_back(sign_on, issuer)
    assert person.email == email


# Where they were going


@pytest.mark.parametrize("path", ["/", "/kb/cvs", "/threads/1?x=%20y#z", "/a//b"])
def test_own_paths_are_gone_on_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "\t//elsewhere.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "elsewhere",
        "/é",
        "/\x00",
        "/\ud800",
        "//[",
        "/" + "x" * 1000,
    ],
)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert own_path(wanted) == "/"
