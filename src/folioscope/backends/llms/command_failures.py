"""What may go wrong with a command that answers, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.backends.llms.port import (
    KeyRefused,
    ModelUnknown,
    NoConnection,
    Overloaded,
    PromptTooLong,
    RateLimited,
)
from folioscope.errors import BackendFailed


class CommandMissing(BackendFailed):
    """The program is not installed, or not where the settings say."""

    code = "command_missing"


class CommandOutdated(BackendFailed):
    """The program does not know the options that keep it from acting."""

    code = "command_outdated"


class LoginNeeded(BackendFailed):
    """The program wants somebody to log in."""

    code = "login_needed"


class CommandActed(BackendFailed):
    """The program wanted to do something else than write text, and was ended."""

    code = "command_acted"


class CommandFailed(BackendFailed):
    """The program ended without an answer, for a reason that we do not know."""

    code = "command_failed"


@dataclass(frozen=True, slots=True)
class Vendor:
    """What to tell people of a program: its name, and what to type."""

    name: str
    program: str
    install: str
    login: str


# What a program says that waits for somebody to log in; and besides, what one says at its end.
_ASKS = (
    "not logged in",
    "login required",
    "codex login",
    "please log in",
    "please sign in",
    "set an auth method",
    "authentication page",
    "waiting for auth",
    "401 unauthorized",
)
_REFUSED = (*_ASKS, "authenticat", "unauthorized", "api key", "api_key", "invalid_grant")
_OTHERS: tuple[tuple[tuple[str, ...], type[BackendFailed], str], ...] = (
    (
        ("unexpected argument", "unknown argument", "invalid values", "unrecognized"),
        CommandOutdated,
        "does not know our options; it is too old or too new. To update it: {install}",
    ),
    (
        ("context window", "context length", "maximum context", "too many tokens"),
        PromptTooLong,
        "finds the question and its sources too long.",
    ),
    (
        ("usage limit", "rate limit", "quota", "429", "too many requests"),
        RateLimited,
        "says that the limit of this account is reached.",
    ),
    (
        ("model not found", "unknown model", "model is not supported", "does not exist"),
        ModelUnknown,
        "knows no such model, or this account may not use it.",
    ),
    (("overloaded", "at capacity", "503"), Overloaded, "cannot answer now."),
    (
        ("enotfound", "dns error", "error sending request", "connection refused", "network error"),
        NoConnection,
        "cannot reach its server.",
    ),
)


def asks_for_login(words: str) -> bool:
    """Whether a program that still runs says that somebody has to log in."""
    return _any(_ASKS, words)


def login_needed(vendor: Vendor, *, key_set: bool) -> BackendFailed:
    """What to do about a login that is missing."""
    if key_set:
        return KeyRefused(f"{vendor.name} did not get in with the API key that is set.")
    return LoginNeeded(
        f"{vendor.name} is not logged in. "
        f"As the user that runs this program, type “{vendor.login}”."
    )


def failure(
    vendor: Vendor, words: str, exit_code: int | None, *, key_set: bool = False
) -> BackendFailed:
    """The error for what a program said at its end; its own words stay with us."""
    for phrases, kind, sentence in _OTHERS:
        if _any(phrases, words):
            return kind(f"{vendor.name} {sentence.format(install=vendor.install)}")
    if _any(_REFUSED, words):
        return login_needed(vendor, key_set=key_set)
    end = "ended" if exit_code is None else f"ended with the code {exit_code}"
    return CommandFailed(
        f"{vendor.name} {end} and gave no answer. See what it says by hand: "
        f"echo hello | {vendor.program}"
    )


def _any(phrases: tuple[str, ...], words: str) -> bool:
    lowered = words.lower()
    return any(phrase in lowered for phrase in phrases)
