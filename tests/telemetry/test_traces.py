"""A question as one trace, from the request to the model, as a collector receives it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from folioscope.backends.llms.port import KeyRefused, Usage
from folioscope.settings.values import Settings
from tests.opened_program import open_program
from tests.scripted_llm import ScriptedModel
from tests.telemetry.otlp_receiver import ReceivedSpan, receiving

SERVER, CLIENT, CONSUMER = 2, 3, 5
SECRET = "Zanzibar"


def below(parent: ReceivedSpan, *spans: ReceivedSpan) -> bool:
    return all(
        (span.trace_id, span.parent_id) == (parent.trace_id, parent.span_id) for span in spans
    )


async def test_a_question_is_one_trace_from_the_request_to_the_model(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = Usage(1200, 34)
    with receiving() as received:
        chosen = {
            "llm_provider": "openai",
            "llm_prices": {"gpt-5-mini": (2.0, 10.0)},
            "otel_endpoint": received.url,
        }
        async with open_program(settings.model_copy(update=chosen)) as program:
            await program.fill("cvs", {"ada.txt": f"Ada ran Kubernetes in {SECRET} for years."})
            _, run_id = await program.question(f"Who ran Kubernetes in {SECRET}?", kbs=["cvs"])
            await program.outcome(run_id)
    assert set(received.paths) == {"/v1/traces"}
    assert received.services == {"folioscope"}

    (posted,) = received.named("POST /api/threads/{thread_id}/messages")
    (run,) = received.named("run chat.answer")
    (retrieval,) = received.named("retrieval")
    (model,) = received.named("chat gpt-5-mini")
    assert below(posted, run)
    assert below(run, retrieval, model)
    assert (posted.kind, run.kind, model.kind) == (SERVER, CONSUMER, CLIENT)

    assert posted.attributes["http.response.status_code"] == 202
    assert run.attributes["folioscope.run"] == run_id
    assert run.attributes["folioscope.state"] == "done"
    told = model.attributes
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "openai"
    assert told["gen_ai.request.model"] == "gpt-5-mini"
    assert (told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"]) == (1200, 34)
    assert told["folioscope.cost_dollars"] == pytest.approx((1200 * 2 + 34 * 10) / 1e6)
    assert 0 <= float(str(told["gen_ai.response.time_to_first_chunk"])) <= model.seconds
    assert run.seconds >= model.seconds
    assert not any(SECRET.encode() in body for body in received.bodies)


async def test_taking_in_is_a_trace_of_its_stages(settings: Settings) -> None:
    with receiving() as received:
        chosen = settings.model_copy(update={"otel_endpoint": received.url})
        async with open_program(chosen) as program:
            await program.fill("cvs", {"ada.txt": f"Ada ran Kubernetes in {SECRET} for years."})
    (posted,) = received.named("POST /api/kbs/{kb}/documents")
    (ingest,) = received.named("run knowledge.ingest")
    assert below(posted, ingest)
    assert {span.name for span in received.spans if span.parent_id == ingest.span_id} >= {
        "parse", "embed",
    }  # fmt: skip
    assert not any(SECRET.encode() in body for body in received.bodies)


async def test_a_failure_is_told_by_its_code_and_never_in_words(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (KeyRefused(f"The key is wrong, says {SECRET}."),)
    with receiving() as received:
        chosen = {"llm_provider": "openai", "otel_endpoint": received.url}
        async with open_program(settings.model_copy(update=chosen)) as program:
            _, run_id = await program.question("What has Ada done?")
            await program.outcome(run_id)
    (run,) = received.named("run chat.answer")
    (model,) = received.named("chat ")
    for span in (run, model):
        assert span.has_failed
        assert span.attributes["error.type"] == "key_refused"
        assert span.events == 0
    assert "folioscope.cost_dollars" not in model.attributes
    assert not any(SECRET.encode() in body for body in received.bodies)


async def test_a_trace_that_was_begun_elsewhere_goes_on_here(settings: Settings) -> None:
    trace_id, span_id = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    with receiving() as received:
        chosen = settings.model_copy(update={"otel_endpoint": received.url})
        async with open_program(chosen) as program:
            for sent in (
                f"00-{trace_id}-{span_id}-01",
                "00-zz-1-01",
                f"00-{'0' * 32}-{span_id}-01",
            ):
                await program.client.get("/api/limits", headers={"traceparent": sent})
    first, *others = received.named("GET /api/limits")
    assert (first.trace_id, first.parent_id) == (trace_id, span_id)
    assert all(span.parent_id == "" for span in others)
    assert len({span.trace_id for span in received.spans}) == 3


async def test_a_collector_that_is_away_keeps_nobody_waiting(
    settings: Settings, unused_port: int
) -> None:
    chosen = {"otel_endpoint": f"http://127.0.0.1:{unused_port}"}
    async with open_program(settings.model_copy(update=chosen)) as program:
        assert (await program.get("/health/ready"))["status"] == "ok"


@pytest.fixture
def unused_port() -> int:
    """A port at which nobody listens."""
    with receiving() as received:
        return int(received.url.rpartition(":")[2])


def test_without_a_collector_nothing_of_opentelemetry_is_imported(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from folioscope.settings.values import Settings\n"
        "from folioscope.wiring.opening import open_folioscope\n"
        "async def main():\n"
        f"    settings = Settings(_env_file=None, data_dir={str(tmp_path)!r})\n"
        "    async with open_folioscope(settings):\n"
        "        print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
        "asyncio.run(main())\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
