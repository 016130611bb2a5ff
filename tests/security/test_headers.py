"""The headers of every answer: of each route, of the pages, and of what broke."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from docs.generate import closed_app
from folioscope.doors import built_page, headers
from folioscope.platform.api import problems
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.signed_in import Accounts, open_accounts

ALWAYS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors {}; form-action 'self'"
)
API_DOCS = (
    f"{NOTHING}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'"
)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
API = {**ALWAYS, "content-security-policy": NOTHING, "cache-control": "no-store"}
KEPT = {**ALWAYS, "content-security-policy": SANDBOX, "cache-control": "private, no-cache"}
WATCHED = {*API, "strict-transport-security", "access-control-allow-origin"}
BROWSER = {"Accept": "text/html"}


def watched(response: httpx2.Response) -> Mapping[str, str]:
    """The headers that this is about, and no others."""
    return {name: value for name, value in response.headers.items() if name in WATCHED}


def routes() -> Iterator[tuple[str, str]]:
    """Every method and path of the description of the API, with names of nothing in it."""
    for path, methods in closed_app().openapi()["paths"].items():
        for method in methods:
            yield method.upper(), re.sub(r"\{\w+\}", "1", path)


async def test_t29_every_route_answers_with_these_headers(accounts: Accounts) -> None:
    known, nobody = await accounts.someone(role="owner"), await accounts.with_token(None)
    asked = [*routes(), ("GET", "/api/nothing"), ("TRACE", "/api/kbs"), ("OPTIONS", "/api/kbs")]
    for method, path in asked:
        for caller in (known, nobody):
            answer = await caller.client.request(method, path)
            assert watched(answer) == API, (method, path, answer.status_code)


async def test_t29_what_others_wrote_is_saved_and_never_shown(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "x"})
    await program.add("x", {"page.html": b"<p>Ada Byron has run Kubernetes</p>"})
    document = (await program.get("/api/kbs/x/documents"))["documents"][0]["document_id"]
    file = await program.client.get(f"/api/documents/{document}/file")
    assert (file.status_code, watched(file)) == (200, KEPT)
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment; ")
    tag = {"If-None-Match": file.headers["etag"]}
    again = await program.client.get(f"/api/documents/{document}/file", headers=tag)
    assert (again.status_code, watched(again)) == (304, KEPT)
    thread_id, run_id = await program.question("Who has run Kubernetes?")
    await program.outcome(run_id)
    saved = ((f"/api/threads/{thread_id}/export", API), ("/api/kbs/x/export", KEPT))
    for path, expected in saved:
        taken = await program.client.get(path)
        assert taken.headers["content-disposition"].startswith("attachment; "), path
        assert (taken.status_code, watched(taken)) == (200, expected)


async def test_t29_a_stream_is_kept_by_nobody(program: Program) -> None:
    await program.fill("x", {"note.txt": "Ada Byron has run Kubernetes."})
    _, run_id = await program.question("Who has run Kubernetes?")
    async with program.stream(run_id) as stream:
        assert watched(stream) == API


# Pages


@pytest.fixture
async def with_page(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Program]:
    """A program whose page is built."""
    place = tmp_path / "page"
    place.mkdir()
    for name in ("index.html", "ask.html", "embed.js"):
        (place / name).write_text(name)
    monkeypatch.setattr(built_page, "PLACE", place)
    async with open_program(settings) as program:
        yield program


def page(ancestors: str = "'none'") -> Mapping[str, str]:
    """The headers of a page that these others may show."""
    policy = {"content-security-policy": PAGE.format(ancestors), "cache-control": "no-cache"}
    framed = {name: value for name, value in ALWAYS.items() if name != "x-frame-options"}
    return (ALWAYS if ancestors == "'none'" else framed) | policy


async def test_t29_pages_run_no_script_that_stands_in_them(with_page: Program) -> None:
    for path in ("/", "/chat/1", "/settings"):
        answer = await with_page.client.get(path, headers=BROWSER)
        assert (answer.status_code, watched(answer)) == (200, page())
    docs = await with_page.client.get("/docs")
    assert watched(docs) == {**ALWAYS, "content-security-policy": API_DOCS}
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|javascript:", docs.text)
    for source in re.findall(r'(?:src|href)="([^"]+)"', docs.text):
        assert (await with_page.client.get(source)).status_code == 200, source


async def test_t29_the_page_of_a_chat_is_shown_by_whom_its_owner_names(with_page: Program) -> None:
    await with_page.post("/api/kbs", 201, {"name": "x"})
    origins = ["https://ada.example", "http://127.0.0.1:8080"]
    shown, alone, off = [
        await with_page.post("/api/links", 201, {"kb": "x", "origins": named})
        for named in (origins, [], origins)
    ]
    await with_page.ask("PATCH", f"/api/links/{off['link_id']}", 200, json={"is_on": False})
    for url, ancestors in (
        (shown["url"], "https://ada.example http://127.0.0.1:8080"),
        (alone["url"], "'none'"),
        (off["url"], "'none'"),
        ("/ask/nothing", "'none'"),
    ):
        answer = await with_page.client.get(url, headers=BROWSER)
        assert (answer.text, watched(answer)) == ("ask.html", page(ancestors)), url
    script = await with_page.client.get("/embed.js")
    assert watched(script) == {**page(), "cross-origin-resource-policy": "cross-origin"}


async def test_t29_the_description_of_the_api_is_there_only_if_wanted(settings: Settings) -> None:
    async with open_program(settings.model_copy(update={"api_docs": False})) as program:
        for path in ("/docs", "/openapi.json", "/docs/start.js", "/redoc"):
            assert (await program.client.get(path)).status_code == 404, path


# Behind TLS, and when something broke


async def test_browsers_are_told_to_keep_to_tls_where_there_is_some(settings: Settings) -> None:
    kept = "max-age=31536000"
    async with open_accounts(settings, public_url="https://cv.example.org") as accounts:
        for path in ("/health/live", "/api/kbs", "/docs"):
            answer = await accounts.local.client.get(path)
            assert answer.headers["strict-transport-security"] == kept, path


async def test_what_broke_is_answered_with_the_same_headers() -> None:
    app = FastAPI()
    problems.install(app)
    headers.install(app, "", ())

    @app.get("/api/broken")
    async def broken() -> None:
        raise KeyError

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/api/broken")
    assert (answer.status_code, watched(answer)) == (500, API)
