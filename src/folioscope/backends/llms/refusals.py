"""What the refusals of a server that speaks OpenAI's protocol mean."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from time import time

import openai

from folioscope.backends.llms.port import (
    AnswerTimedOut,
    KeyMissing,
    KeyRefused,
    MalformedStream,
    ModelUnknown,
    Overloaded,
    PromptTooLong,
    RateLimited,
    RequestRefused,
)
from folioscope.errors import BackendBusy, BackendFailed

# What went wrong, by status, and the end of the sentence that starts with the server's name.
_BY_STATUS: dict[int, tuple[type[BackendFailed], str]] = {
    401: (KeyRefused, "refused the API key"),
    403: (KeyRefused, "does not allow this API key to use {model}"),
    404: (ModelUnknown, "knows no model {model}"),
    408: (AnswerTimedOut, "gave up waiting"),
    413: (PromptTooLong, "finds the question and its sources too long for {model}"),
    429: (RateLimited, "has had too many requests from this key"),
}
_BY_CODE: dict[str, tuple[type[BackendFailed], str]] = {
    "context_length_exceeded": _BY_STATUS[413],
    "exceed_context_size_error": _BY_STATUS[413],
    "insufficient_quota": (KeyRefused, "says that the credit of this API key is spent"),
    "invalid_api_key": _BY_STATUS[401],
    "model_not_found": _BY_STATUS[404],
    "rate_limit_exceeded": _BY_STATUS[429],
}
_TOO_LONG = ("context length", "context size", "context window", "maximum context")
_LONGEST_RETRY = 3600


def named(error: openai.APIError, host: str, model: str, *, key_set: bool) -> BackendFailed:
    """The error of this program for one of the server's; its own words stay with us."""
    status = error.status_code if isinstance(error, openai.APIStatusError) else 0
    kind, words = _BY_CODE.get(error.code or "") or _BY_STATUS.get(status) or _other(error)
    if kind is KeyRefused and status == 401 and not key_set:
        kind, words = KeyMissing, "wants an API key and none is set"
    message = f"{host} {words.format(model=model)}."
    if issubclass(kind, BackendBusy):
        return kind(message, _retry_after(error))
    return kind(message)


def unsupported_parameters(error: openai.APIStatusError) -> set[str]:
    """The parameters of ours that this refusal speaks of."""
    body = json.dumps(error.body, default=str)
    newer = {
        "stream_options": "stream_options",
        "max_tokens": "max_completion_tokens",
        "response_format": "response_format",
    }
    return {name for name, telling in newer.items() if telling in body}


def _other(error: openai.APIError) -> tuple[type[BackendFailed], str]:
    if isinstance(error, openai.APIStatusError):
        if error.status_code >= 500:
            return Overloaded, f"cannot answer now (status {error.status_code})"
        body = json.dumps(error.body, default=str).lower()
        if any(phrase in body for phrase in _TOO_LONG):
            return _BY_STATUS[413]
        return RequestRefused, f"refused the request (status {error.status_code})"
    return MalformedStream, "reported an error in the middle of its answer"


def _retry_after(error: openai.APIError) -> int:
    """Seconds to wait, from ``Retry-After`` as a number or a date."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "") if response is not None else ""
    if value.isdecimal():
        seconds = float(value)
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time()
        except ValueError:
            return 1
    return int(min(max(seconds, 1.0), _LONGEST_RETRY))
