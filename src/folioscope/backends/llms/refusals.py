"""What the refusals of language models' servers mean, whichever protocol they speak."""

from __future__ import annotations

import json
from collections.abc import Mapping

from folioscope.backends.llms.fields import at, items_at
from folioscope.backends.llms.port import (
    AnswerFiltered,
    AnswerTimedOut,
    CreditSpent,
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
from folioscope.outbound.retry_after import seconds_to_wait

_Cause = tuple[type[BackendFailed], str]
"""What went wrong, and the end of the sentence that starts with the server's name."""

_TOO_LONG: _Cause = (PromptTooLong, "finds the question and its sources too long for {model}")
_SPENT: _Cause = (CreditSpent, "says that the credit of this API key is spent")
_BUSY: _Cause = (Overloaded, "cannot answer now")
_HELD_BACK: _Cause = (AnswerFiltered, "will not answer this, for what it says")
_NO_MEMORY: _Cause = (RequestRefused, "has too little memory for {model}")
_BY_STATUS: dict[int, _Cause] = {
    401: (KeyRefused, "refused the API key"),
    402: _SPENT,
    403: (KeyRefused, "does not allow this API key to use {model}"),
    404: (ModelUnknown, "knows no model {model}"),
    408: (AnswerTimedOut, "gave up waiting"),
    413: _TOO_LONG,
    429: (RateLimited, "has had too many requests from this key"),
}
_BY_CODE: dict[str, _Cause] = {
    # OpenAI and those who speak its protocol
    "content_filter": _HELD_BACK,
    "content_policy_violation": _HELD_BACK,
    "context_length_exceeded": _TOO_LONG,
    "exceed_context_size_error": _TOO_LONG,
    "insufficient_quota": _SPENT,
    "invalid_api_key": _BY_STATUS[401],
    "model_not_found": _BY_STATUS[404],
    "model_not_supported": _BY_STATUS[404],
    "rate_limit_exceeded": _BY_STATUS[429],
    # Anthropic
    "api_error": _BUSY,
    "authentication_error": _BY_STATUS[401],
    "billing_error": _SPENT,
    "contract_spend_limit_reached": _SPENT,
    "enforced_spend_limit_reached": _SPENT,
    "linked_organization_spend_limit_reached": _SPENT,
    "not_found_error": _BY_STATUS[404],
    "overloaded_error": _BUSY,
    "permission_error": _BY_STATUS[403],
    "rate_limit_error": _BY_STATUS[429],
    "timeout_error": _BY_STATUS[408],
    # Google
    "API_KEY_INVALID": _BY_STATUS[401],
    "DEADLINE_EXCEEDED": _BY_STATUS[408],
    "INTERNAL": _BUSY,
    "NOT_FOUND": _BY_STATUS[404],
    "PERMISSION_DENIED": _BY_STATUS[403],
    "RESOURCE_EXHAUSTED": _BY_STATUS[429],
    "UNAUTHENTICATED": _BY_STATUS[401],
    "UNAVAILABLE": _BUSY,
}
_BY_WORDS: tuple[tuple[str, _Cause], ...] = (
    ("context length", _TOO_LONG),
    ("context limit", _TOO_LONG),
    ("context size", _TOO_LONG),
    ("context window", _TOO_LONG),
    ("maximum context", _TOO_LONG),
    ("prompt is too long", _TOO_LONG),
    ("token count", _TOO_LONG),
    ("max_new_tokens", _TOO_LONG),
    ("credit balance", _SPENT),
    ("requires more system memory", _NO_MEMORY),
)
_STATUS_WITH_WORDS = (0, 400, 413, 422, 500)
_MIDWAY: _Cause = (MalformedStream, "reported an error in the middle of its answer")


class Refused(Exception):
    """A server will not answer, or not go on. Its own words stay in here: they may be secret.

    ``status`` is 0 where the answer had begun.
    """

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"status {status}")
        body = at(body, 0) or body
        error = at(body, "error") or body
        details = items_at(error, "details")
        told = [
            at(error, "code"),
            at(error, "details", "error_code"),
            at(error, "type"),
            *(at(item, "reason") for item in details),
        ]
        self._codes = [code for code in (*told, at(error, "status")) if isinstance(code, str)]
        number = at(error, "code")
        self._status = status or (number if type(number) is int else 0)
        self._words = json.dumps(body, default=str).lower()
        delays = [delay for item in details if isinstance(delay := at(item, "retryDelay"), str)]
        waits = [(headers or {}).get("retry-after", ""), *(delay.rstrip("s") for delay in delays)]
        self._retry_after = max(seconds_to_wait(wait.partition(".")[0]) for wait in waits)

    def named(self, label: str, model: str, *, key_set: bool) -> BackendFailed:
        """The error of this program for this one."""
        kind, words = self._cause()
        if kind is KeyRefused and self._status in (401, 403) and not key_set:
            kind, words = KeyMissing, "wants an API key and none is set"
        message = f"{label} {words.format(model=model)}."
        if issubclass(kind, BackendBusy):
            return kind(message, self._retry_after)
        return kind(message)

    def speaks_of(self, telling: Mapping[str, str]) -> set[str]:
        """Which parameters, of those with a telling word, it finds wrong."""
        # vLLM names parameters where it means that the prompt is too long.
        if self._status not in (400, 422) or self._cause()[0] is not RequestRefused:
            return set()
        return {name for name, word in telling.items() if word in self._words}

    def _cause(self) -> _Cause:
        told = [_BY_CODE[code] for code in self._codes if code in _BY_CODE]
        if self._status in _STATUS_WITH_WORDS:
            told += [cause for words, cause in _BY_WORDS if words in self._words]
        if self._status in _BY_STATUS:
            told.append(_BY_STATUS[self._status])
        return told[0] if told else self._other()

    def _other(self) -> _Cause:
        if self._status >= 500:
            return Overloaded, f"cannot answer now (status {self._status})"
        if self._status:
            return RequestRefused, f"refused the request (status {self._status})"
        return _MIDWAY
