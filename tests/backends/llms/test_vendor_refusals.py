"""Every vendor's own words for why it does not answer, and what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.backends.llms import port
from folioscope.errors import BackendBusy, BackendFailed
from tests.backends.llms.vendor_server import vendor_server
from tests.backends.llms.vendor_wires import KEY, WIRES

PROMPT = port.Prompt((port.ChatMessage("user", "Who?"),), "Who?", ())
WIRE = {wire.name: wire for wire in WIRES}
SECRET = f"secret error body {KEY}"


def anthropic(kind: str, message: str = SECRET) -> dict[str, Any]:
    error = {"type": kind, "message": message}
    return {"type": "error", "error": error, "request_id": "req_011"}


def google(code: int, status: str, message: str = SECRET, **detail: Any) -> dict[str, Any]:
    error = {"code": code, "message": message, "status": status, "details": [detail]}
    return {"error": error}


def openai(message: str = SECRET, **fields: Any) -> dict[str, Any]:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return {"error": {**error, **fields}}


BILLED = "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."
LONG = {
    "anthropic": "prompt is too long: 210231 tokens > 200000 maximum",
    "anthropic's limit": "input length and `max_tokens` exceed context limit: 198240 + 5120 > "
    "200000, decrease input length or `max_tokens` and try again",
    "google": "The input token count (1200000) exceeds the maximum number of tokens allowed.",
    "llama.cpp": "request (9000 tokens) exceeds the available context size (8192 tokens)",
    "vllm": "This model's maximum context length is 4096 tokens. However, you requested 9000.",
    "vllm's limit": "'max_tokens' or 'max_completion_tokens' is too large: 9000. This model's "
    "maximum context length is 4096 tokens and your request has 20 input tokens",
    "hugging face": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000",
}
SPENT = anthropic("rate_limit_error")
SPENT["error"]["details"] = {"error_code": "contract_spend_limit_reached"}
KEY_INVALID = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "API_KEY_INVALID",
    "domain": "googleapis.com",
}
RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}
CASES: list[tuple[str, int, Any, type[BackendFailed]]] = [
    ("openai", 401, openai(code="invalid_api_key"), port.KeyRefused),
    ("openai", 403, openai(code="unsupported_country_region_territory"), port.KeyRefused),
    ("openai", 404, openai(code="model_not_found"), port.ModelUnknown),
    ("openai", 429, openai(type="tokens", code="rate_limit_exceeded"), port.RateLimited),
    ("openai", 429, openai(type="insufficient_quota"), port.CreditSpent),
    ("openai", 400, openai(code="context_length_exceeded"), port.PromptTooLong),
    ("openai", 400, openai(code="content_filter"), port.AnswerFiltered),
    ("openai", 500, openai(type="server_error"), port.Overloaded),
    ("openai", 400, openai(LONG["llama.cpp"], code=400), port.PromptTooLong),
    ("openai", 500, openai(LONG["llama.cpp"], type="server_error"), port.PromptTooLong),
    ("openai", 400, {"object": "error", "message": LONG["vllm"]}, port.PromptTooLong),
    ("openai", 400, openai(LONG["vllm's limit"]), port.PromptTooLong),
    ("openai", 503, openai("Loading model", type="unavailable_error"), port.Overloaded),
    ("openai", 404, {"error": "Unexpected endpoint or method. (POST /v2)"}, port.ModelUnknown),
    ("openai", 402, openai("Insufficient credits", code=402), port.CreditSpent),
    ("openai", 502, "<html><h1>502 Bad Gateway</h1></html>", port.Overloaded),
    ("openai", 302, "", port.RequestRefused),
    ("huggingface", 401, {"error": "Invalid username or password."}, port.KeyRefused),
    ("huggingface", 402, {"error": "You have exceeded your monthly credits."}, port.CreditSpent),
    ("huggingface", 400, openai(code="model_not_supported"), port.ModelUnknown),
    ("huggingface", 422, {"error": LONG["hugging face"]}, port.PromptTooLong),
    ("huggingface", 503, {"error": "Model is loading", "estimated_time": 20}, port.Overloaded),
    ("anthropic", 400, anthropic("invalid_request_error"), port.RequestRefused),
    ("anthropic", 400, anthropic("invalid_request_error", LONG["anthropic"]), port.PromptTooLong),
    (
        "anthropic",
        400,
        anthropic("invalid_request_error", LONG["anthropic's limit"]),
        port.PromptTooLong,
    ),
    ("anthropic", 400, anthropic("invalid_request_error", BILLED), port.CreditSpent),
    ("anthropic", 401, anthropic("authentication_error"), port.KeyRefused),
    ("anthropic", 402, anthropic("billing_error"), port.CreditSpent),
    ("anthropic", 403, anthropic("permission_error"), port.KeyRefused),
    ("anthropic", 404, anthropic("not_found_error", "model: small"), port.ModelUnknown),
    ("anthropic", 413, anthropic("request_too_large"), port.PromptTooLong),
    ("anthropic", 429, anthropic("rate_limit_error"), port.RateLimited),
    ("anthropic", 429, SPENT, port.CreditSpent),
    ("anthropic", 500, anthropic("api_error"), port.Overloaded),
    ("anthropic", 504, anthropic("timeout_error"), port.AnswerTimedOut),
    ("anthropic", 529, anthropic("overloaded_error"), port.Overloaded),
    ("gemini", 400, google(400, "INVALID_ARGUMENT", **KEY_INVALID), port.KeyRefused),
    ("gemini", 400, google(400, "INVALID_ARGUMENT"), port.RequestRefused),
    ("gemini", 400, google(400, "INVALID_ARGUMENT", LONG["google"]), port.PromptTooLong),
    ("gemini", 400, google(400, "FAILED_PRECONDITION"), port.RequestRefused),
    ("gemini", 403, google(403, "PERMISSION_DENIED"), port.KeyRefused),
    ("gemini", 404, google(404, "NOT_FOUND"), port.ModelUnknown),
    ("gemini", 429, google(429, "RESOURCE_EXHAUSTED", **RETRY), port.RateLimited),
    ("gemini", 500, google(500, "INTERNAL"), port.Overloaded),
    ("gemini", 503, [google(503, "UNAVAILABLE")], port.Overloaded),
    ("gemini", 504, google(504, "DEADLINE_EXCEEDED"), port.AnswerTimedOut),
    ("ollama", 404, {"error": "model 'small' not found"}, port.ModelUnknown),
    ("ollama", 400, {"error": "input length exceeds the context length"}, port.PromptTooLong),
    ("ollama", 401, {"error": "unauthorized"}, port.KeyRefused),
    ("ollama", 503, {"error": "server busy, please try again."}, port.Overloaded),
    (
        "ollama",
        500,
        {"error": "model requires more system memory (5.6 GiB) than is available (3.2 GiB)"},
        port.RequestRefused,
    ),
    ("ollama", 500, {"error": "model runner has unexpectedly stopped"}, port.Overloaded),
]


async def refusal_of(
    name: str, status: int, body: Any, headers: dict[str, str] | None = None, key: str = KEY
) -> BackendFailed:
    async with vendor_server() as server:
        told = body if isinstance(body, str) else json.dumps(body)
        server.steps, server.status, server.headers = [told.encode()], status, headers or {}
        model = WIRE[name].open(server.url, key)
        with pytest.raises(BackendFailed) as caught:
            await anext(model.stream(PROMPT))
        await model.aclose()
    assert len(server.asked) == 1
    message = caught.value.message
    assert message.startswith(WIRE[name].label)
    assert not any(part in message for part in (KEY, "secret error body", "Billing", "GiB"))
    return caught.value


@pytest.mark.parametrize(("name", "status", "body", "kind"), CASES)
async def test_a_refusal_is_named_by_its_cause(
    name: str, status: int, body: Any, kind: type[BackendFailed]
) -> None:
    refusal = await refusal_of(name, status, body)
    assert type(refusal) is kind


@pytest.mark.parametrize("name", WIRE)
async def test_the_time_to_wait_comes_from_the_server(name: str) -> None:
    for status in (429, 503):
        refusal = await refusal_of(name, status, {}, {"Retry-After": "7"})
        assert isinstance(refusal, BackendBusy)
        assert refusal.retry_after == 7


async def test_google_tells_the_time_to_wait_in_the_body() -> None:
    refusal = await refusal_of("gemini", 429, google(429, "RESOURCE_EXHAUSTED", **RETRY))
    assert isinstance(refusal, BackendBusy)
    assert refusal.retry_after == 17


@pytest.mark.parametrize("name", WIRE)
@pytest.mark.parametrize("body", ["", "[]", "null", "7", '"x"', "[[[", '{"error": 5}', "\ud83d"])
async def test_the_body_of_a_refusal_may_be_anything(name: str, body: str) -> None:
    assert type(await refusal_of(name, 403, body.encode("utf-8", "replace").decode())) is (
        port.KeyRefused
    )


@pytest.mark.parametrize("name", WIRE)
async def test_who_asks_without_a_key_is_told_that_one_is_wanted(name: str) -> None:
    assert type(await refusal_of(name, 401, {}, key="")) is port.KeyMissing


@pytest.mark.parametrize("name", ["openai", "huggingface", "anthropic", "gemini"])
async def test_a_vendor_at_home_is_not_asked_without_a_key(name: str) -> None:
    model = WIRE[name].open("", key="")
    if name in ("openai", "huggingface"):
        home = {"openai": "https://api.openai.com", "huggingface": "https://router.huggingface.co"}
        model = WIRE[name].open(home[name], key="")
    with pytest.raises(port.KeyMissing, match="none is set"):
        await anext(model.stream(PROMPT))
    await model.aclose()
