"""Logins at an OpenID Connect issuer: away to it with a slip, and back with a code (PKCE).

Authlib writes what is sent and judges the claims of the ID token; everything goes by our own
client. Imported late, because Authlib takes a tenth of a second.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from folioscope.errors import BackendBusy, BackendFailed
from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.issuer_facts import WELL_KNOWN, IssuerFacts, facts_of
from folioscope.features.accounts.outside_keys import IssuerKeys, believe
from folioscope.features.accounts.outside_people import Person, person_of, verified_email
from folioscope.features.accounts.outside_tokens import (
    LEEWAY_SECONDS,
    Claims,
    Trust,
    read_header,
)
from folioscope.features.accounts.sign_on_slip import (
    MINUTES,
    Returned,
    SignOnRefused,
    Slip,
    new_slip,
    read_slip,
    write_slip,
)
from folioscope.outbound.short_answers import ShortAnswers

SCOPE = "openid profile email"
FACTS_SECONDS = 3600.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class IssuerBusy(BackendBusy):
    """The issuer that people log in at cannot be asked."""

    code = "issuer_unavailable"


@dataclass(frozen=True, slots=True)
class Registered:
    """What this server is at its issuer."""

    issuer: str
    client_id: str
    client_secret: str


class SingleSignOn:
    """Logins at one issuer. ``seal`` signs the slips, ``answers`` may ask the issuer."""

    def __init__(
        self,
        registered: Registered,
        answers: ShortAnswers,
        seal: bytes,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._registered = registered
        self._answers = answers
        self._seal = seal
        self._clock = clock
        self._keys = IssuerKeys(answers, self._locate_keys, clock)
        self._facts: tuple[float, IssuerFacts] | None = None
        self._used: dict[str, float] = {}

    async def depart(self, back: str, then: str) -> tuple[str, str]:
        """The address to send a browser to, and the slip it keeps; it returns to ``back``."""
        facts = await self._read_facts()
        slip = new_slip(then)
        client = OAuth2Client(
            None,
            client_id=self._registered.client_id,
            redirect_uri=back,
            scope=SCOPE,
            code_challenge_method="S256",
        )
        address, _ = client.create_authorization_url(
            facts.authorization, slip.state, slip.verifier, nonce=slip.nonce
        )
        return str(address), write_slip(slip, self._seal)

    async def arrive(self, returned: Returned, back: str) -> tuple[Person, str]:
        """Who has logged in, and where they were going; ``SignOnRefused``, ``IssuerBusy``."""
        slip = read_slip(returned.slip, self._seal)
        if not secrets.compare_digest(slip.state.encode(), returned.state.encode()):
            raise SignOnRefused("This login was not begun in this browser. Begin it again.")
        self._use_up(slip)
        facts = await self._read_facts()
        if returned.issuer and returned.issuer != facts.issuer:
            raise SignOnRefused("The answer is of another issuer.")
        if returned.error or not returned.code:
            raise SignOnRefused("The issuer did not let you in.")
        granted = await self._exchange(facts, slip, returned.code, back)
        return await self._identify(facts, slip, granted), slip.then

    def _use_up(self, slip: Slip) -> None:
        """A slip is good once, though its browser may keep it."""
        time = self._clock()
        self._used = {state: end for state, end in self._used.items() if end > time}
        if slip.state in self._used:
            raise SignOnRefused("This login is used up. Begin it again.")
        self._used[slip.state] = time + 60 * MINUTES

    async def _exchange(
        self, facts: IssuerFacts, slip: Slip, code: str, back: str
    ) -> Mapping[str, Any]:
        """What the issuer gives for a code."""
        registered = self._registered
        form = prepare_token_request(
            "authorization_code", redirect_uri=back, code=code, code_verifier=slip.verifier
        )
        method = facts.shows_secret if registered.client_secret else "none"
        shown = ClientAuth(registered.client_id, registered.client_secret, method)
        url, headers, form = shown.prepare("POST", facts.token, dict(_FORM), form)
        try:
            answer = await self._answers.post_form(url, form, headers)
        except BackendFailed as error:
            raise IssuerBusy("The issuer gave no answer that can be read.") from error
        if answer.status != 200 or not isinstance(answer.content, dict):
            raise SignOnRefused("The issuer does not confirm this login. Begin it again.")
        return answer.content

    async def _identify(self, facts: IssuerFacts, slip: Slip, granted: Mapping[str, Any]) -> Person:
        token, access = granted.get("id_token"), granted.get("access_token")
        if not isinstance(token, str):
            raise SignOnRefused("The issuer does not say who has logged in.")
        trust = Trust(facts.issuer, self._registered.client_id)
        try:
            claims = await believe(token, self._keys, trust)
        except TokenRefused as error:
            raise SignOnRefused("The issuer’s word on who has logged in is not right.") from error
        self._check_id_token(claims, read_header(token).algorithm, slip, access)
        person = person_of(claims, trust)
        if person.email is None and facts.userinfo is not None and isinstance(access, str):
            person = replace(person, email=await self._ask_email(facts.userinfo, access, person))
        return person

    def _check_id_token(self, claims: Claims, algorithm: str, slip: Slip, access: object) -> None:
        params = {
            "nonce": slip.nonce,
            "client_id": self._registered.client_id,
            "access_token": access if isinstance(access, str) else None,
        }
        try:
            CodeIDToken(dict(claims), {"alg": algorithm}, params=params).validate(
                leeway=LEEWAY_SECONDS
            )
        except (JoseError, ValueError, TypeError) as error:
            raise SignOnRefused("The issuer’s word is on another login.") from error

    async def _ask_email(self, userinfo: str, access: str, person: Person) -> str | None:
        """The address that is told beside the ID token, if it is verified and of the same one."""
        if not access.isascii() or not access.isprintable():
            return None
        try:
            answer = await self._answers.get(userinfo, {"Authorization": f"Bearer {access}"})
        except BackendFailed:
            return None
        told = answer.content
        if answer.status != 200 or not isinstance(told, dict) or told.get("sub") != person.subject:
            return None
        return verified_email(told)

    async def _locate_keys(self) -> str:
        return (await self._read_facts()).keys

    async def _read_facts(self) -> IssuerFacts:
        if self._facts is not None and self._clock() - self._facts[0] < FACTS_SECONDS:
            return self._facts[1]
        issuer = self._registered.issuer
        try:
            answer = await self._answers.get(issuer.rstrip("/") + WELL_KNOWN)
        except BackendFailed as error:
            raise IssuerBusy("The issuer that people log in at cannot be asked.") from error
        if answer.status != 200:
            raise IssuerBusy("The issuer that people log in at does not describe itself.")
        facts = facts_of(answer.content, issuer)
        self._facts = (self._clock(), facts)
        return facts
