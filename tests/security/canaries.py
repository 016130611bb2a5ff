"""Secrets and texts that are planted everywhere, to be found nowhere."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass

import httpx2

MARK = "canary7q"
"""In all of them, so that a part of one is found too."""


def planted(name: str) -> str:
    """A value that turns up nowhere by chance."""
    return f"{MARK}-{name}-0123456789abcdefABCDEF"


def planted_token() -> str:
    """A token in the form of a JWT, each part of which holds the mark."""
    parts = ({"alg": "HS256", "kid": planted("kid")}, {"sub": planted("sub")})
    texts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*texts, planted("signature")))


@dataclass(frozen=True)
class Planted:
    """The canaries by where they are planted: what is secret, and what somebody wrote."""

    openai_key: str = planted("openai")
    hf_token: str = planted("hugging-face")
    board_key: str = planted("board")
    secret_key: str = planted("signing-key")
    metrics_token: str = planted("metrics")
    database_password: str = planted("dsn")
    jwt: str = planted_token()
    api_key: str = f"fsk_{MARK}0123456789abcdefABCDEF0123456789"
    login_password: str = planted("password")
    provider_error: str = planted("provider-error")
    unforeseen: str = planted("exception")
    upload: str = planted("upload")
    question: str = planted("question")
    file_name: str = planted("file")

    @property
    def secret(self) -> dict[str, str]:
        """What nobody is told, in no answer either."""
        own = {"upload", "question", "file_name"}
        return {name: value for name, value in vars(self).items() if name not in own}


class Answers:
    """Everything that was answered, as text."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def take(self, response: httpx2.Response) -> httpx2.Response:
        """Keep an answer, with its headers."""
        self.texts.append(f"{response.status_code} {dict(response.headers)} {response.text}")
        return response

    @property
    def all(self) -> str:
        return "\n".join(self.texts)
