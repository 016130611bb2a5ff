"""What is somebody else's is answered as what is not there, by every door of a career."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.features.accounts.tables import User
from folioscope.platform.database.base import Base
from tests.opened_program import Program, same_for_all

MISSING = "f" * 32
CV = """# Ada Byron

London, England · ada@example.org

## Experience

### Baker, Acme
2014 - 2021
Baked bread.

## Skills

Baking, Python
"""
JOB = {"title": "Baker", "text": "- Python required"}


@pytest.fixture
async def foreign(program: Program, tmp_path: Any) -> dict[str, str]:
    """The ids of one of each, all of a user whom nobody here may act for."""
    folder = tmp_path / "offers"
    folder.mkdir()
    (folder / "o.csv").write_text("id,title,text\n1,Baker,- Python required\n")
    await program.fill("kb", {"ada.md": CV})
    document = (await program.get("/api/kbs/kb/documents"))["documents"][0]
    resume = await program.post("/api/resumes", 201, {"document_id": document["document_id"]})
    await program.ask("PUT", "/api/resumes/own", 200, json={"resume_id": resume["resume_id"]})
    wanted = {"name": "jobs", "backend": "csv", "path": str(folder / "o.csv")}
    board = await program.post("/api/boards", 201, wanted)
    run = (await program.post("/api/boards/jobs/sync", 202, {}))["run_id"]
    await program.outcome(run)
    offer = (await program.get("/api/offers"))["offers"][0]
    begun = {"job_text": "Baker wanted in Lyon.", "profile": resume["resume_id"]}
    session = await program.post("/api/chat/start", 200, begun)
    await program.fill("old", {"x.md": "# Something\n\nelse"})
    old = (await program.get("/api/kbs/old/documents"))["documents"][0]["document_id"]
    erasure = await program.post("/api/erasures", 201, {"document": {"document": old}})
    base_id = (await program.get("/api/kbs/kb"))["kb_id"]
    user = (await program.post("/api/users", 201, {"name": "go-between"}))["user_id"]
    async with program.database.write() as made:
        stranger = User(name="stranger", created_by=user)
        made.add(stranger)
        await made.flush()
        for table in Base.metadata.sorted_tables:
            if "owner_id" in table.columns:
                await made.execute(table.update().values(owner_id=stranger.id))
    # As the page asks, which has no token: with it the operator erases what is anybody's.
    del program.client.headers["Authorization"]
    return {
        "resume_id": resume["resume_id"],
        "document_id": document["document_id"],
        "kb": base_id,
        "board": board["board_id"],
        "offer_id": offer["offer_id"],
        "session_id": session["session_id"],
        "erasure_id": erasure["erasure_id"],
    }


BODIES: dict[tuple[str, str], Any] = {
    ("put", "/api/resumes/{resume_id}"): {"resume": {"basics": {"name": "Eve"}}},
    ("put", "/api/offers/{offer_id}/requirements"): {"requirements": []},
    ("post", "/api/chat/{session_id}/message"): {"message": "Do I fit?"},
    ("post", "/api/chat/{session_id}/letter"): {},
    ("post", "/api/chat/{session_id}/cv"): {},
    ("patch", "/api/boards/{board}"): {"every_seconds": 86400},
    ("post", "/api/boards/{board}/sync"): {},
}
PREFIXES = tuple(f"/api/{name}/" for name in ("resumes", "offers", "boards", "chat", "erasures"))
NAMED = [
    ("POST", "/api/resumes", {"document_id": "{document_id}"}),
    ("PUT", "/api/resumes/own", {"resume_id": "{resume_id}"}),
    ("POST", "/api/matches", {"resumes": ["{resume_id}"], "job": JOB}),
    ("POST", "/api/matches", {"documents": ["{document_id}"], "job": JOB}),
    ("POST", "/api/matches", {"kbs": ["{kb}"], "job": JOB}),
    ("POST", "/api/matches/file", {"resumes": ["{resume_id}"], "job": JOB}),
    ("POST", "/api/matches/explain", {"resume": "{resume_id}", "job": JOB}),
    ("POST", "/api/matches/explain", {"document": "{document_id}", "job": JOB}),
    ("POST", "/api/offers/summarise", {"offers": ["{offer_id}"]}),
    ("POST", "/api/chat/start", {"profile": "{resume_id}", "job_text": "Baker"}),
    ("POST", "/api/erasures", {"document": {"document": "{document_id}"}}),
    ("POST", "/api/erasures/preview", {"document": {"document": "{document_id}"}}),
    ("POST", "/api/erasures/preview", {"person": {"name": "Ada Byron", "kbs": ["{kb}"]}}),
]
FILTERED = ("/api/offers", "/api/offers/scope", "/api/offers/figures")


def _put(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, str):
        for name, one in ids.items():
            value = value.replace(f"{{{name}}}", one)
        return value
    if isinstance(value, list):
        return [_put(one, ids) for one in value]
    return {key: _put(one, ids) for key, one in value.items()} if isinstance(value, dict) else value


async def _told(program: Program, method: str, path: str, body: Any, ids: dict[str, str]) -> str:
    answer = await program.client.request(method, _put(path, ids), json=_put(body, ids))
    told = json.dumps(same_for_all(answer.json()))
    for one in ids.values():
        told = told.replace(one, "…")
    assert answer.status_code == 404, (method, path, answer.status_code, told[:300])
    return told


async def test_ids_of_another_user_are_answered_as_ids_of_nothing(
    program: Program, foreign: dict[str, str]
) -> None:
    missing = dict.fromkeys(foreign, MISSING)
    paths = (await program.get("/openapi.json"))["paths"]
    asked = [
        (method.upper(), path, BODIES.get((method, path)))
        for path, methods in paths.items()
        if path.startswith(PREFIXES) and "{" in path
        for method in methods
    ]
    assert len(asked) > 20
    for method, path, body in [*asked, *NAMED]:
        told = [await _told(program, method, path, body, ids) for ids in (foreign, missing)]
        assert told[0] == told[1], (method, path)
    assert (await program.get("/api/resumes/own", 404))["code"] == "no_own_profile"


async def test_nothing_of_another_user_is_listed_counted_or_exported(
    program: Program, foreign: dict[str, str]
) -> None:
    assert (await program.get("/api/resumes"))["resumes"] == []
    for board in (None, foreign["board"], "jobs"):
        narrowed: dict[str, Any] = {"state": "any"} | ({"boards": board} if board else {})
        told = [await program.get(path, **narrowed) for path in FILTERED]
        assert (told[0]["total"], told[1]["kbs"], told[1]["offers"]) == (0, [], 0)
        assert told[2]["offers"] == 0
        for kind in ("csv", "jsonl", "npz"):
            answer = await program.client.get(
                "/api/offers/export", params=narrowed | {"format": kind}
            )
            assert answer.headers["X-Offer-Count"] == "0"
    found = await program.post("/api/offers/search", 200, {"query": "baker"})
    assert found["offers"] == []
    assert (await program.get("/api/chat/sessions"))["sessions"] == []
    assert (await program.get("/api/erasures"))["erasures"] == []
    assert (await program.get("/api/audit"))["entries"] == []
    assert (await program.get("/api/boards"))["boards"] == []
