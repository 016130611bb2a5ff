"""What an administrator is shown: figures of everybody, and nobody's texts."""

from __future__ import annotations

import json

from folioscope.backends.llms.port import KeyRefused, Usage
from folioscope.settings.values import Settings
from tests.scripted_llm import ScriptedModel
from tests.signed_in import open_accounts

CANARY = "Zanzibar"


async def test_the_overview_counts_everything_and_quotes_nothing(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = Usage(100, 20)
    async with open_accounts(settings, llm_provider="openai") as accounts:
        eve = await accounts.someone("eve")
        await eve.fill("private", {"cv.txt": f"Ada worked in {CANARY} on Kubernetes for years."})
        _, run_id = await eve.question(f"Who worked in {CANARY}?", kbs=["private"])
        await eve.outcome(run_id)
        scripted_model.pieces = (KeyRefused(f"The key is wrong, says {CANARY}."),)
        _, failed = await eve.question(f"And who else in {CANARY}?", kbs=["private"])
        await eve.outcome(failed)
        ann = await accounts.someone("ann", role="admin")
        shown = await ann.get("/api/admin/overview")
        for other in (eve, await accounts.with_token(None)):
            response = await other.client.get("/api/admin/overview")
            assert response.status_code in (401, 403)
    assert CANARY not in json.dumps(shown)
    assert "private" not in json.dumps(shown)
    assert shown["documents"] == {"ready": 1}
    assert shown["bases"] == 1
    assert shown["users"] == 2
    (spent,) = shown["tokens"]
    assert (spent["user_id"], spent["name"]) == (eve.user_id, "eve")
    assert (spent["input_tokens"], spent["output_tokens"]) == (100, 20)
    (failure,) = shown["failures"]
    assert (failure["run_id"], failure["code"]) == (failed, "key_refused")
    assert failure["user_id"] == eve.user_id
    assert shown["disk"]["total_bytes"] > shown["disk"]["free_bytes"] > 0
    assert shown["queue"] == {"length": 0, "oldest_seconds": 0.0}


async def test_what_should_be_mended_is_told_with_how(settings: Settings) -> None:
    async with open_accounts(settings, log_content=True) as accounts:
        ann = await accounts.someone("ann", role="owner")
        checks = (await ann.get("/api/admin/overview"))["checks"]
    by_name = {check["name"]: check for check in checks}
    assert {"clock", "disk", "copies", "accounts", "address", "proxies", "extras"} <= set(by_name)
    assert by_name["logs"]["state"] == "warning"
    assert "FOLIOSCOPE_LOG_CONTENT" in by_name["logs"]["mend"]
    assert all(check["mend"] for check in checks if check["state"] != "ok")
