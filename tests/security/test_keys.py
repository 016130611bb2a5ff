"""Keys that are good for one thing: what that is, and that it gives nobody anything more."""

from __future__ import annotations

import json
from pathlib import Path

from folioscope.doors.access import ACCESS
from folioscope.settings.values import Settings
from tests.security.askers import open_matrix
from tests.security.matrix_rows import ROWS
from tests.security.test_matrix import Question

CHANGED_BY_KEYS = {
    "POST /api/kbs",
    "DELETE /api/kbs/{kb}",
    "PUT /api/kbs/{kb}/keep",
    "DELETE /api/kbs/{kb}/documents",
    "POST /api/kbs/{kb}/documents",
    "POST /api/documents/{document_id}/retry",
    "POST /api/kbs/{kb}/watches",
    "DELETE /api/kbs/{kb}/watches",
    "POST /api/kbs/{kb}/watches/{watch_id}/look",
    "POST /api/resumes",
    "PUT /api/resumes/own",
    "PUT /api/resumes/{resume_id}",
    "DELETE /api/resumes/{resume_id}",
    "DELETE /api/resumes/{resume_id}/edits",
    "POST /api/resumes/{resume_id}/read",
    "POST /api/boards",
    "PATCH /api/boards/{board}",
    "DELETE /api/boards/{board}",
    "POST /api/boards/{board}/sync",
    "POST /api/offers/search",
    "PUT /api/offers/{offer_id}/requirements",
    "DELETE /api/offers/{offer_id}/requirements",
    "POST /api/erasures",
    "DELETE /api/kbs/{kb}/shares/{share_id}",
    "DELETE /api/links/{link_id}",
    "POST /api/kbs/{kb}/import",
    "POST /api/kbs/{kb}/rebuild",
    "POST /api/kbs/import",
    "POST /api/evaluations",
    "DELETE /api/evaluations/{evaluation_id}",
}
"""What a key that is good for ``ingest`` alone may do.

A route joins them if nobody can see or do more by it afterwards than before, the key's holder
least of all. Who is to be given something asks for it in person.
"""


def test_what_a_key_may_change_is_listed() -> None:
    changing = {route for route, access in ACCESS.items() if access.scope == "ingest"}
    assert {route for route in changing if ACCESS[route].keys} == CHANGED_BY_KEYS


async def test_a_key_of_one_scope_is_refused_all_else(settings: Settings, tmp_path: Path) -> None:
    wrong: list[str] = []
    async with open_matrix(settings, tmp_path) as matrix:
        world = await matrix.maker.make()  # of which nothing is to be missing: no question is heard
        for scope, asker in matrix.keys.items():
            for route, rows in ROWS.items():
                access = ACCESS[route]
                if access.scope is None or (access.scope == scope and access.keys):
                    continue
                if route.startswith("WEBSOCKET"):
                    continue
                response = await Question(route, rows[0], asker).ask(world)
                expected = "scope_missing" if access.keys else "not_by_key"
                found = json.loads(response.text).get("code") if response.content else ""
                if (response.status_code, found) != (403, expected):
                    wrong.append(f"{scope}: {route}: {response.status_code} {found}")
    assert not wrong, "\n".join(wrong)


async def test_a_key_to_ingest_has_a_base_read_to_nobody(
    settings: Settings, tmp_path: Path
) -> None:
    async with open_matrix(settings, tmp_path) as matrix:
        world, key = await matrix.maker.make(), matrix.keys["ingest"].program
        before = (
            await key.rows("SELECT id FROM shares"),
            await key.rows("SELECT id FROM public_links"),
        )
        for method, path, body in (
            ("PUT", f"/api/kbs/{world.kb}/shares", {"everyone": True, "access": "write"}),
            ("POST", "/api/links", {"kb": world.kb}),
            ("PATCH", f"/api/links/{world.link}", {"is_on": True, "expires_at": None}),
            ("PUT", f"/api/kbs/{world.kb}/blind", {"blind": None}),
        ):
            assert (await key.ask(method, path, 403, json=body))["code"] == "not_by_key"
        after = (
            await key.rows("SELECT id FROM shares"),
            await key.rows("SELECT id FROM public_links"),
        )
        assert before == after
