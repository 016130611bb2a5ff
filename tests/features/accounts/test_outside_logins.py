"""Tokens of another system over HTTP: each is of a user here, with a profile of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import jwt
import pytest
from sqlalchemy import update

from folioscope.errors import Invalid
from folioscope.features.accounts.tables import User
from folioscope.platform.database.base import now
from folioscope.settings.values import Settings
from tests.features.accounts.test_outside_tokens import FORGED, WRONG
from tests.issuer_server import AUDIENCE, Issuer, issuer_server
from tests.signed_in import Accounts, open_accounts

SECRET = "a secret that two systems share, 0123"
RESUME = {"basics": {"name": "Ada Byron"}, "work": [{"name": "Acme", "position": "Engineer"}]}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuer_server() as served:
        yield served


@asynccontextmanager
async def _open(settings: Settings, issuer: Issuer, **changed: object) -> AsyncIterator[Accounts]:
    keys = {} if "jwt_secret" in changed else {"jwt_jwks_url": f"{issuer.url}/jwks"}
    named = {"jwt_issuer": issuer.url, "jwt_audience": AUDIENCE}
    async with open_accounts(settings, auth="jwt", **keys, **named, **changed) as accounts:
        yield accounts


@pytest.fixture
async def accounts(settings: Settings, issuer: Issuer) -> AsyncIterator[Accounts]:
    async with _open(settings, issuer) as opened:
        yield opened


async def test_a_token_is_of_a_user_who_is_made_at_first_sight(
    accounts: Accounts, issuer: Issuer
) -> None:
    ada = await accounts.with_token(issuer.token(name="Ada"))
    me = (await ada.get("/api/auth"))["me"]
    assert (me["name"], me["role"]) == ("Ada", "member")
    later = await accounts.with_token(issuer.token(name="Ada B."))
    assert (await later.get("/api/auth"))["me"]["user_id"] == me["user_id"]
    bob = await accounts.with_token(issuer.token(sub="bob"))
    assert (await bob.get("/api/auth"))["me"]["user_id"] != me["user_id"]
    rows = "SELECT issuer, subject, kind, role, password_hash FROM users WHERE id > 0 ORDER BY id"
    assert await accounts.local.rows(rows) == [
        (issuer.url, subject, "person", "member", None) for subject in ("ada", "bob")
    ]
    assert await accounts.local.rows("SELECT action FROM audit") == [("sign_up",)] * 2


async def test_many_first_requests_at_once_make_one_user(
    accounts: Accounts, issuer: Issuer
) -> None:
    ada = await accounts.with_token(issuer.token())
    await asyncio.gather(*(ada.get("/api/kbs") for _ in range(20)))
    assert await accounts.local.rows("SELECT count(*) FROM users WHERE id > 0") == [(1,)]
    assert issuer.count("/jwks") == 1


async def test_the_profile_of_a_user_is_reached_by_that_user_alone(
    settings: Settings, issuer: Issuer
) -> None:
    async with _open(settings, issuer, jwt_subject_claim="user_auth_id") as accounts:
        ada = await accounts.with_token(issuer.token(sub=None, user_auth_id="auth0|ada"))
        eve = await accounts.with_token(issuer.token(sub="auth0|ada", user_auth_id="auth0|eve"))
        kept = await ada.post("/api/resumes", 201, {"resume": RESUME})
        resume_id = kept["resume_id"]
        await ada.ask("PUT", "/api/resumes/own", 200, json={"resume_id": resume_id})
        again = await accounts.with_token(issuer.token(sub="x", user_auth_id="auth0|ada"))
        own = await again.get("/api/resumes/own")
        assert own["resume_id"] == resume_id
        assert (await eve.get("/api/resumes/own", 404))["code"] == "no_own_profile"
        assert (await eve.get(f"/api/resumes/{resume_id}", 404))["code"] == "resume_not_found"
        assert (await eve.get("/api/resumes"))["resumes"] == []
        stolen = {"resume_id": resume_id}
        await eve.ask("PUT", "/api/resumes/own", 404, json=stolen)
        # What is started without naming a résumé is about one's own.
        job = {"job_text": "Engineer wanted. Kubernetes is a must."}
        started = await eve.client.post("/api/chat/start", json=job)
        assert (started.status_code, started.json()["code"]) == (404, "no_own_profile")
        started = await ada.client.post("/api/chat/start", json=job)
        assert started.status_code < 300, started.text


async def test_t08_wrong_claims_are_a_401(accounts: Accounts, issuer: Issuer) -> None:
    for name, claims in WRONG.items():
        somebody = await accounts.with_token(issuer.token(**claims))
        assert (await somebody.get("/api/kbs", 401))["code"] == "token_refused", name
    assert await accounts.local.rows("SELECT id FROM users WHERE id > 0") == []


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_t08_forged_tokens_are_a_401(accounts: Accounts, issuer: Issuer) -> None:
    nobody = await accounts.with_token(None)
    for name, sign in FORGED.items():
        issuer.sign = sign
        token = issuer.token()
        if not token.isascii() or not token:
            continue  # no header can hold it
        somebody = await accounts.with_token(token)
        assert (await somebody.get("/api/kbs", 401))["code"] == "token_refused", name
    assert (await nobody.get("/api/kbs", 401))["code"] == "login_needed"
    assert await accounts.local.rows("SELECT id FROM users WHERE id > 0") == []


async def test_t08_a_token_of_our_own_is_none_where_another_system_gives_them(
    accounts: Accounts,
) -> None:
    ada = await accounts.someone("ada")
    assert (await ada.get("/api/kbs", 401))["code"] == "token_refused"
    wanted = {"email": "ada@example.org", "password": "correct horse battery"}
    assert (await ada.post("/api/auth/login", 403, wanted))["code"] == "password_login_off"


async def test_who_is_suspended_is_refused_with_a_good_token(
    accounts: Accounts, issuer: Issuer
) -> None:
    ada = await accounts.with_token(issuer.token())
    user_id = (await ada.get("/api/auth"))["me"]["user_id"]
    await accounts.local.ask("PATCH", f"/api/users/{user_id}", 200, json={"suspended": True})
    assert (await ada.get("/api/kbs", 401))["code"] == "token_refused"
    await accounts.local.ask("PATCH", f"/api/users/{user_id}", 200, json={"suspended": False})
    await ada.get("/api/kbs")


async def test_users_of_two_issuers_are_two_though_they_are_called_alike(
    accounts: Accounts, issuer: Issuer
) -> None:
    async with accounts.local.database.write() as session:
        session.add(User(name="ada", issuer="https://elsewhere.example", subject="ada"))
    ada = await accounts.with_token(issuer.token())
    await ada.get("/api/kbs")
    assert await accounts.local.rows("SELECT count(*) FROM users WHERE id > 0") == [(2,)]


async def test_a_user_makes_keys_which_end_with_them(accounts: Accounts, issuer: Issuer) -> None:
    ada = await accounts.with_token(issuer.token())
    made = await ada.post("/api/keys", 201, {"name": "x", "scopes": ["read"]})
    key = await accounts.with_token(made["key"])
    await key.get("/api/kbs")
    await accounts.local.ask(
        "PATCH", f"/api/users/{made['user_id']}", 200, json={"suspended": True}
    )
    await key.get("/api/kbs", 401)


async def test_a_shared_secret_serves_instead_of_keys(settings: Settings, issuer: Issuer) -> None:
    issuer.sign = lambda claims, _: jwt.encode(claims, SECRET, "HS256")
    async with _open(settings, issuer, jwt_secret=SECRET) as accounts:
        ada = await accounts.with_token(issuer.token())
        await ada.get("/api/kbs")
        issuer.sign = lambda claims, _: jwt.encode(claims, SECRET[::-1], "HS256")
        eve = await accounts.with_token(issuer.token())
        await eve.get("/api/kbs", 401)
    assert issuer.asked == []


async def test_while_keys_cannot_be_had_the_answer_is_to_come_again(
    accounts: Accounts, issuer: Issuer
) -> None:
    issuer.replies["/jwks"] = lambda: (500, {})
    ada = await accounts.with_token(issuer.token())
    answer = await ada.client.get("/api/kbs")
    assert (answer.status_code, answer.json()["code"]) == (503, "issuer_keys_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await ada.client.get("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "FOLIOSCOPE_JWT_ISSUER"),
        ({"jwt_issuer": "x"}, "FOLIOSCOPE_JWT_AUDIENCE"),
        ({"jwt_issuer": "x", "jwt_audience": "y"}, "JWKS_URL or FOLIOSCOPE_JWT_SECRET"),
        (
            {
                "jwt_issuer": "x",
                "jwt_audience": "y",
                "jwt_secret": SECRET,
                "jwt_jwks_url": "https://issuer.example/jwks",
            },
            "not both",
        ),
        ({"jwt_issuer": "x", "jwt_audience": "y", "jwt_secret": "short"}, "32 bytes"),
        (
            {"jwt_issuer": "x", "jwt_audience": "y", "jwt_secret": "your-256-bit-secret" * 2},
            "FOLIOSCOPE_JWT_SECRET is one that others know",
        ),
    ],
)
async def test_trust_that_is_not_said_whole_is_told_at_the_start(
    settings: Settings, changed: dict[str, object], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        async with open_accounts(settings, auth="jwt", **changed):
            pass


async def test_a_suspended_user_stays_so_when_it_is_done_elsewhere(
    accounts: Accounts, issuer: Issuer
) -> None:
    """Without a hint: another process suspended them, and this one looks when it is time."""
    ada = await accounts.with_token(issuer.token(sub="first seen while suspended"))
    async with accounts.local.database.write() as session:
        session.add(
            User(
                name="x",
                issuer=issuer.url,
                subject="first seen while suspended",
                suspended_at=now(),
            )
        )
    await ada.get("/api/kbs", 401)
    async with accounts.local.database.write() as session:
        await session.execute(update(User).values(suspended_at=None))
