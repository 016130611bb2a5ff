"""Bases that are shared: who may do what with them, and what it is worth once it has ended."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.knowledge import rebuild
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.sharing.repository import Recipients
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.principal import SCOPES, Principal
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.followed import Streams
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, Someone, open_accounts

CV = """# Ada Byron

London, England · ada@byron.example

## Experience

### Engineer, Acme
2014 - 2021
Ran Kubernetes.

## Skills

Kubernetes, Python
"""
READ_ONLY = (403, "kb_read_only")


@pytest.fixture
async def ada(accounts: Accounts) -> Someone:
    """Whose base “cvs” is."""
    one = await accounts.someone("ada")
    await one.fill("cvs", {"ada.md": CV})
    return one


@pytest.fixture
async def bob(accounts: Accounts) -> Someone:
    return await accounts.someone("bob")


async def share(owner: Someone, kb: str = "cvs", status: int = 200, **whom: Any) -> Any:
    return await owner.ask("PUT", f"/api/kbs/{kb}/shares", status, json=whom)


async def refusal(who: Someone, method: str, path: str, **content: Any) -> tuple[int, str]:
    """With which status and code something is refused."""
    response = await who.client.request(method, path, **content)
    return response.status_code, response.json()["code"] if response.content else ""


async def id_of(who: Someone, kb: str = "cvs") -> str:
    found: str = (await who.get(f"/api/kbs/{kb}"))["kb_id"]
    return found


async def document_of(who: Someone, kb: str = "cvs") -> str:
    listed = (await who.get(f"/api/kbs/{kb}/documents"))["documents"]
    found: str = listed[0]["document_id"]
    return found


async def test_a_base_that_is_not_shared_is_as_none(ada: Someone, bob: Someone) -> None:
    kb = await id_of(ada)
    assert await refusal(bob, "GET", f"/api/kbs/{kb}") == (404, "kb_not_found")
    assert await refusal(bob, "GET", "/api/kbs/cvs") == (404, "kb_not_found")
    assert await bob.search(None, "Kubernetes") == []


async def test_a_reader_finds_and_reads_what_is_shared(ada: Someone, bob: Someone) -> None:
    made = await share(ada, email="Bob@Example.org")
    assert (made["user_id"], made["name"], made["access"]) == (bob.user_id, "bob", "read")
    (listed,) = (await bob.get("/api/kbs"))["kbs"]
    assert (listed["name"], listed["access"], listed["owner"]) == ("cvs", "read", "ada")
    assert (await ada.get("/api/kbs/cvs"))["access"] == "own"
    for kb in (None, "cvs", await id_of(ada)):
        (hit,) = await bob.search(kb, "Kubernetes", k=1)
        assert hit["document"] == "ada.md"
    document = await document_of(bob)
    for path in ("", "/facts", "/text", "/file"):
        response = await bob.client.get(f"/api/documents/{document}{path}")
        assert response.status_code == 200, path
    (resume,) = (await bob.get("/api/resumes", kb="cvs"))["resumes"]
    await bob.get(f"/api/resumes/{resume['resume_id']}")
    suggested = "/api/kbs/cvs/suggestions"
    assert await bob.get(suggested) == await ada.get(suggested)


async def test_a_reader_changes_nothing(ada: Someone, bob: Someone) -> None:
    await share(ada, user_id=None, email="bob@example.org", access="read")
    kb, document = "/api/kbs/cvs", await document_of(ada)
    (resume,) = (await ada.get("/api/resumes", kb="cvs"))["resumes"]
    profile = f"/api/resumes/{resume['resume_id']}"
    for method, path, content in (
        ("POST", f"{kb}/documents", {"files": [("files", ("a.txt", b"new"))]}),
        ("DELETE", f"{kb}/documents?document={document}", {}),
        ("POST", f"/api/documents/{document}/retry", {}),
        ("POST", f"{kb}/rebuild", {}),
        ("POST", f"{kb}/import", {"json": {"paths": ["/tmp"]}}),
        ("PUT", profile, {"json": {"resume": {}}}),
        ("DELETE", f"{profile}/edits", {}),
        ("POST", f"{profile}/read", {}),
    ):
        assert await refusal(bob, method, path, **content) == READ_ONLY, path
    assert len((await ada.get(f"{kb}/documents"))["documents"]) == 1


async def only_for_the_owner(somebody: Someone) -> None:
    kb, others = "/api/kbs/cvs", {"everyone": True}
    for method, path, content in (
        ("DELETE", kb, {}),
        ("PUT", f"{kb}/keep", {"json": {"keep_days": 1}}),
        ("PUT", f"{kb}/blind", {"json": {"blind": {}}}),
        ("GET", f"{kb}/export", {}),
        ("GET", f"{kb}/export?files=false", {}),
        ("GET", f"{kb}/watches", {}),
        ("DELETE", f"{kb}/watches?watch=/tmp", {}),
        ("GET", f"{kb}/shares", {}),
        ("PUT", f"{kb}/shares", {"json": others}),
        ("DELETE", f"{kb}/shares/{'0' * 32}", {}),
        ("POST", "/api/links", {"json": {"kb": "cvs"}}),
        ("POST", "/api/erasures", {"json": {"document": {"kb": "cvs", "document": "ada.md"}}}),
    ):
        assert await refusal(somebody, method, path, **content) == READ_ONLY, path


async def test_what_is_set_for_a_base_is_up_to_its_owner(ada: Someone, bob: Someone) -> None:
    for access in ("read", "write"):
        await share(ada, email="bob@example.org", access=access)
        await only_for_the_owner(bob)


async def test_what_a_writer_adds_is_the_owners(ada: Someone, bob: Someone) -> None:
    await share(ada, email="bob@example.org", access="write")
    accepted = await bob.upload("cvs", {"grace.txt": b"Grace Hopper wrote COBOL"})
    run_id = accepted["run_id"]
    assert (await bob.outcome(run_id))["result"]["added"] == 1  # the writer follows it too
    assert (await ada.get(f"/api/runs/{run_id}"))["status"] == "done"
    for table in ("documents", "files"):
        owners = await ada.rows(f"SELECT DISTINCT owner_id FROM {table}")
        assert owners == [(ada.user_id,)]
    (hit,) = await ada.search("cvs", "COBOL", k=1)
    assert hit["document"] == "grace.txt"


async def test_a_writer_removes_and_rebuilds(ada: Someone, bob: Someone) -> None:
    await share(ada, email="bob@example.org", access="write")
    rebuilt = await bob.ask("POST", "/api/kbs/cvs/rebuild", 202)
    assert (await bob.outcome(rebuilt["run_id"]))["result"]["documents"] == 1
    await bob.ask("DELETE", "/api/kbs/cvs/documents?document=ada.md", 204)
    assert (await ada.get("/api/kbs/cvs"))["documents"] == 0
    await ada.assert_kept(set())  # the bytes are the owner's, and go all the same


async def test_a_writer_waits_for_a_rebuild_of_the_owner(ada: Someone, bob: Someone) -> None:
    await share(ada, email="bob@example.org", access="write")
    async with ada.database.write() as session:
        of_ada = {"owner_id": ada.user_id, "actor_kind": "user", "actor_id": ada.user_id}
        # Held by somebody for as long as this takes.
        held = {"status": "running", "attempt": 1, "lease_until": time.time() + 3600}
        session.add(Run(**of_ada, **held, kind=rebuild.KIND, subject=await id_of(ada)))
    assert await refusal(bob, "POST", "/api/kbs/cvs/rebuild") == (409, "rebuild_active")


async def test_who_loses_a_share_reads_nothing_any_more(ada: Someone, bob: Someone) -> None:
    share_id = (await share(ada, email="bob@example.org", access="write"))["share_id"]
    kb, document = await id_of(ada), await document_of(ada)
    (resume,) = (await bob.get("/api/resumes", kb=kb))["resumes"]
    run_id = (await bob.upload(kb, {"b.txt": b"COBOL"}))["run_id"]
    await bob.outcome(run_id)
    await ada.ask("DELETE", f"/api/kbs/{kb}/shares/{share_id}", 204)
    for path in (
        f"/api/kbs/{kb}",
        f"/api/kbs/{kb}/documents",
        f"/api/kbs/{kb}/suggestions",
        f"/api/documents/{document}",
        f"/api/documents/{document}/file",
        f"/api/documents/{document}/text",
        f"/api/resumes/{resume['resume_id']}",
        f"/api/runs/{run_id}",
        f"/api/runs/{run_id}/events",
    ):
        assert (await bob.client.get(path)).status_code == 404, path
    assert await refusal(bob, "POST", "/api/search", json={"kb": kb, "query": "x"}) == (
        404,
        "kb_not_found",
    )
    assert await bob.search(None, "Kubernetes") == []
    assert (await bob.get("/api/kbs"))["kbs"] == []
    assert (await bob.get("/api/resumes"))["resumes"] == []


async def test_a_conversation_asks_no_base_that_is_not_shared_any_more(
    ada: Someone, bob: Someone
) -> None:
    share_id = (await share(ada, email="bob@example.org"))["share_id"]
    asked = "Who ran Kubernetes?"
    thread_id, run_id = await bob.question(asked, kbs=["cvs"])
    assert (await bob.outcome(run_id))["citations"]
    await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
    again = await bob.post(f"/api/threads/{thread_id}/messages", 202, {"content": asked})
    assert (await bob.outcome(again["run_id"]))["code"] == "kb_not_found"
    _, everywhere = await bob.question(asked)  # in all bases, of which there is none
    assert not (await bob.outcome(everywhere))["citations"]


async def test_an_answer_is_not_kept_longer_than_the_share(settings: Settings) -> None:
    asked = "Who ran Kubernetes?"
    async with open_accounts(settings, llm_provider="openai") as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        await ada.fill("cvs", {"ada.md": CV})
        await bob.fill("own", {"notes.txt": "Nothing about that."})
        share_id = (await share(ada, email="bob@example.org"))["share_id"]
        _, first = await bob.question(asked)
        assert (await bob.outcome(first))["citations"]
        _, again = await bob.question(asked)
        assert (await bob.outcome(again))["grounding"]["kept_from"] == first
        await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
        _, run_id = await bob.question(asked)
        final = await bob.outcome(run_id)
        assert "kept_from" not in final["grounding"]
        assert "ada.md" not in str(final)


async def test_everyone_is_whoever_has_an_account(ada: Someone, accounts: Accounts) -> None:
    share_id = (await share(ada, everyone=True))["share_id"]
    late = await accounts.someone("late")
    assert await late.search(None, "Kubernetes")
    nobody = await accounts.with_token(None)
    assert (await nobody.client.get("/api/kbs")).status_code == 401
    await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
    assert await late.search(None, "Kubernetes") == []


async def test_a_share_of_ones_own_outlasts_that_with_everyone(ada: Someone, bob: Someone) -> None:
    everyone = await share(ada, everyone=True, access="write")
    await share(ada, email="bob@example.org")
    names = [one["name"] for one in (await ada.get("/api/kbs/cvs/shares"))["shares"]]
    assert names == [None, "bob"]
    assert (await bob.get("/api/kbs/cvs"))["access"] == "write"
    await ada.ask("DELETE", f"/api/kbs/cvs/shares/{everyone['share_id']}", 204)
    assert (await bob.get("/api/kbs/cvs"))["access"] == "read"


async def test_sharing_again_changes_the_share(ada: Someone, bob: Someone) -> None:
    for access in ("read", "write", "read"):
        await share(ada, email="bob@example.org", access=access)
        (one,) = (await ada.get("/api/kbs/cvs/shares"))["shares"]
        assert one["access"] == access == (await bob.get("/api/kbs/cvs"))["access"]


async def test_a_name_means_ones_own_base_first(
    ada: Someone, bob: Someone, accounts: Accounts
) -> None:
    await share(ada, everyone=True)
    assert (await bob.get("/api/kbs/cvs"))["owner"] == "ada"
    cy = await accounts.someone("cy")
    await cy.fill("cvs", {"cy.txt": "COBOL"})
    assert (await cy.get("/api/kbs/cvs"))["owner"] == "cy"
    await share(cy, everyone=True)
    assert await refusal(bob, "GET", "/api/kbs/cvs") == (404, "kb_not_found")  # which of the two?
    assert (await bob.get(f"/api/kbs/{await id_of(cy)}"))["owner"] == "cy"
    await bob.fill("cvs", {"bob.txt": "Fortran"})  # a name of another's is free
    assert (await bob.get("/api/kbs/cvs"))["owner"] == "bob"


async def test_only_somebody_who_is_there_can_be_shared_with(
    ada: Someone, bob: Someone, accounts: Accounts
) -> None:
    not_there = (404, "user_not_found")
    path = "/api/kbs/cvs/shares"
    for whom in ({"email": "eve@example.org"}, {"user_id": 12345}):
        assert await refusal(ada, "PUT", path, json=whom) == not_there
    # Ids can be counted up, so they are for those who look after users.
    assert await refusal(ada, "PUT", path, json={"user_id": bob.user_id}) == not_there
    boss = await accounts.someone("boss", role="admin")
    await boss.fill("cvs", {"x.txt": "x"})
    assert (await share(boss, user_id=bob.user_id))["name"] == "bob"
    assert await refusal(ada, "PUT", path, json={"email": "ada@example.org"}) == (
        409,
        "shared_with_owner",
    )
    for wrong in ({}, {"everyone": True, "user_id": 1}, {"everyone": True, "access": "own"}):
        assert (await refusal(ada, "PUT", path, json=wrong))[0] == 422


async def test_users_are_known_by_number_to_who_looks_after_them(ada: Someone) -> None:
    boss = ada.user_id + 1
    for role, scopes, knows in (
        ("admin", SCOPES, True),
        ("owner", SCOPES - {"admin"}, False),
        ("member", SCOPES, False),
    ):
        principal = Principal("key", boss, role, scopes)  # type: ignore[arg-type]
        async with ada.database.read() as session:
            recipients = Recipients(session, principal)
            if knows:
                assert (await recipients.by_id(ada.user_id)).id == ada.user_id
            else:
                with pytest.raises(UserNotFound):
                    await recipients.by_id(ada.user_id)


async def test_a_share_is_one_of_its_base(ada: Someone, bob: Someone) -> None:
    await ada.post("/api/kbs", 201, {"name": "other"})
    share_id = (await share(ada, email="bob@example.org"))["share_id"]
    wrong = f"/api/kbs/other/shares/{share_id}"
    assert await refusal(ada, "DELETE", wrong) == (404, "share_not_found")
    assert (await bob.get("/api/kbs/cvs"))["access"] == "read"


async def test_what_a_feature_made_for_itself_is_not_shared(ada: Someone, bob: Someone) -> None:
    async with ada.database.write() as session:
        base = await session.get_one(KnowledgeBase, await id_of(ada))
        base.purpose = "offers"
    assert await refusal(ada, "PUT", "/api/kbs/cvs/shares", json={"everyone": True}) == (
        409,
        "kb_not_shareable",
    )


async def test_sharing_is_written_down(ada: Someone, bob: Someone) -> None:
    share_id = (await share(ada, email="bob@example.org", access="write"))["share_id"]
    await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
    entries = (await ada.get("/api/audit"))["entries"]
    told = {"with": bob.user_id, "access": "write"}
    kb = await id_of(ada)
    assert [
        (e["action"], e["subject"], e["detail"]) for e in entries if "share" in e["action"]
    ] == [
        ("unshare", kb, told),
        ("share", kb, told),
    ]
    assert (await bob.get("/api/audit"))["entries"] == []


async def test_a_blind_base_keeps_its_masks_for_readers(ada: Someone, bob: Someone) -> None:
    await ada.post("/api/kbs", 201, {"name": "blind", "blind": {}})
    await ada.add("blind", {"ada.md": CV.encode()})
    await share(ada, kb="blind", email="bob@example.org", access="write")
    document = await document_of(bob, "blind")
    for path in (f"/api/documents/{document}/file", f"/api/documents/{document}/pages/1.png"):
        assert await refusal(bob, "GET", path) == (403, "document_masked")
        assert await refusal(bob, "GET", f"{path}?unmasked=true") == READ_ONLY
    assert await refusal(bob, "GET", f"/api/documents/{document}?unmasked=true") == READ_ONLY
    assert "Byron" not in (await bob.client.get(f"/api/documents/{document}/text")).text
    assert [
        entry for entry in (await ada.get("/api/audit"))["entries"] if "mask" in str(entry)
    ] == []


async def test_coaching_copies_nothing_that_is_only_shared(ada: Someone, bob: Someone) -> None:
    await share(ada, email="bob@example.org", access="write")
    (resume,) = (await bob.get("/api/resumes", kb="cvs"))["resumes"]
    wanted = {"profile": resume["resume_id"], "job_text": "We look for an engineer."}
    assert await refusal(bob, "POST", "/api/chat/start", json=wanted) == READ_ONLY


async def test_an_answer_on_its_way_ends_with_the_share(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    goes_on = asyncio.Event()
    async with open_accounts(settings, llm_provider="openai") as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        await ada.fill("cvs", {"ada.md": CV})
        scripted_model.prompts.clear()
        scripted_model.pieces = ("Ada ran ", goes_on, "Kubernetes [1].")
        share_id = (await share(ada, email="bob@example.org"))["share_id"]
        _, lost = await bob.question("What did Ada run?")
        _, kept = await ada.question("What did Ada run?")
        async with asyncio.timeout(30):
            while len(scripted_model.prompts) < 2:
                await asyncio.sleep(0.01)
        await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
        assert (await bob.events(lost))[-2].type == "cancelled"
        goes_on.set()
        assert (await ada.events(kept))[-2].type == "final"


async def test_what_readers_were_told_goes_with_an_erased_document(
    ada: Someone, bob: Someone
) -> None:
    await share(ada, email="bob@example.org")
    thread_id, run_id = await bob.question("Who ran Kubernetes?", kbs=["cvs"])
    await bob.outcome(run_id)
    assert "Ran Kubernetes" in str(await bob.messages(thread_id))
    wanted = {"document": {"document": "ada.md", "kb": "cvs"}}
    receipt = await ada.post("/api/erasures", 201, wanted)
    async with asyncio.timeout(30):
        while (await ada.get(f"/api/erasures/{receipt['erasure_id']}"))["state"] != "complete":
            await asyncio.sleep(0.05)
    assert "Ran Kubernetes" not in str(await bob.messages(thread_id))


async def test_a_stream_of_a_shared_base_ends_with_the_share(ada: Someone, bob: Someone) -> None:
    share_id = (await share(ada, email="bob@example.org", access="write"))["share_id"]
    run_id = (await bob.upload("cvs", {"grace.txt": b"COBOL"}))["run_id"]
    written = len(await ada.events(run_id))
    wakeups = Wakeups()
    tails = Tails(ada.database, wakeups)
    streams = Streams(ada.database, tails, OpenStreams(2, 2), every=0)
    stream = await streams.open(Principal("user", bob.user_id), run_id, "0")
    assert stream is not None
    seen = [await anext(stream.events)]
    await ada.ask("DELETE", f"/api/kbs/cvs/shares/{share_id}", 204)
    seen += [event async for event in stream.events]
    assert len(seen) == 1 < written
    stream.place.close()
    await tails.aclose()
