"""The program in each mode of accounts, served for whoever sends it whatever comes to mind."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import jwt

from folioscope.doors.lock import find_holder
from tests.running_program import Place, serving

MODES = ("off", "password", "oidc", "jwt")
SECRET = "of the fuzzing alone: 0123456789abcdef"
ISSUER, AUDIENCE = "https://issuer.example", "folioscope"
NOWHERE = "http://127.0.0.1:9"
BACKENDS = ("civiweb", "greenhouse", "lever", "lever-eu", "ashby", "recruitee", "smartrecruiters")
MANY = "1000000"
SCOPES = ["read", "ask", "ingest", "admin"]
CV = b"# Ada Byron\n\nLyon, France\n\n## Skills\n\nKubernetes, Python\n"


ANSWERED = re.compile(r'^folioscope_http_request_seconds_count\{.*status="(\w+)"\} (.+)$', re.M)


@dataclass(frozen=True)
class Fuzzed:
    """A served program, and the token that its requests show, if they are asked for one."""

    url: str
    token: str

    def share_met(self) -> float:
        """Which share of all requests was met: where it is low, too little was tried."""
        counts: Counter[str] = Counter()
        text = httpx2.get(f"{self.url}/metrics", trust_env=False, timeout=60).text
        for status, count in ANSWERED.findall(text):
            counts[status] += int(float(count))
        return counts["2xx"] / max(1, counts.total())


@contextmanager
def served(mode: str, folder: Path) -> Iterator[Fuzzed]:
    """Serve the program in this mode, with a document in it; nothing leads out of this machine."""
    place = Place(folder / "data", _settings(mode))
    with serving(place):
        holder = find_holder(place.folder)
        assert holder is not None
        with httpx2.Client(
            base_url=holder.url,
            headers={"Authorization": f"Bearer {holder.token}"},
            trust_env=False,
            timeout=60,
        ) as client:
            token = _token(mode, client)
            shown = {"Authorization": f"Bearer {token}"} if token else {}
            client.post("/api/kbs", json={"name": "team"}, headers=shown).raise_for_status()
            client.get("/openapi.json")  # made once; the tool does not wait for that
            files = [("files", ("ada.md", CV))]
            client.post("/api/kbs/team/documents", files=files, headers=shown).raise_for_status()
        yield Fuzzed(holder.url, token)


def _settings(mode: str) -> dict[str, str]:
    jwt_settings = {
        "FOLIOSCOPE_JWT_ISSUER": ISSUER,
        "FOLIOSCOPE_JWT_AUDIENCE": AUDIENCE,
        "FOLIOSCOPE_JWT_SECRET": SECRET,
    }
    oidc_settings = {
        "FOLIOSCOPE_OIDC_ISSUER": NOWHERE,
        "FOLIOSCOPE_OIDC_CLIENT_ID": AUDIENCE,
        "FOLIOSCOPE_OIDC_CLIENT_SECRET": SECRET,
    }
    return {
        "FOLIOSCOPE_AUTH": mode,
        "FOLIOSCOPE_LOG_LEVEL": "error",  # nobody reads it, and a full pipe would hold it up
        "FOLIOSCOPE_SECRET_KEY": SECRET,
        "FOLIOSCOPE_ACCESS_MINUTES": "60",
        "FOLIOSCOPE_REQUESTS_PER_MINUTE": MANY,
        "FOLIOSCOPE_ANONYMOUS_PER_MINUTE": MANY,
        "FOLIOSCOPE_ATTEMPTS_PER_MINUTE": MANY,
        "FOLIOSCOPE_BOARD_URLS": " ".join(f"{name}={NOWHERE}" for name in BACKENDS),
        **{"jwt": jwt_settings, "oidc": oidc_settings}.get(mode, {}),
    }


def _token(mode: str, client: httpx2.Client) -> str:
    if mode == "oidc":  # whose issuer is away: a key is good meanwhile
        account = {"name": "Ada", "email": "ada@example.org", "role": "owner"}
        user_id = client.post("/api/users", json=account).raise_for_status().json()["user_id"]
        wanted = {"name": "all", "scopes": SCOPES, "user_id": user_id}
        return str(client.post("/api/keys", json=wanted).raise_for_status().json()["key"])
    if mode == "password":
        account = {"name": "Ada", "email": "ada@example.org", "password": SECRET, "role": "owner"}
        client.post("/api/users", json=account).raise_for_status()
        form = {"username": account["email"], "password": SECRET}
        answer = client.post("/api/auth/token", data=form)
        return str(answer.raise_for_status().json()["access_token"])
    if mode == "jwt":
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 36_000}
        return jwt.encode(claims, SECRET, "HS256")
    return ""
