"""The page that the server serves: every address of it, its files, and what goes with them."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from folioscope.doors import built_page
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program

INDEX = b"<!doctype html><title>Folioscope</title>"
SCRIPT = b"export const answer = 42\n" * 100
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
GUARDED = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built page, with a file beside it that is none of it."""
    place = tmp_path / "page"
    (place / "assets").mkdir(parents=True)
    (place / "index.html").write_bytes(INDEX)
    (place / "icon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (place / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (place / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (place / "assets" / "index-1a2b.js.br").write_bytes(b"as brotli")
    (place / "assets" / "notes.key").write_bytes(b"of no known kind")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    monkeypatch.setattr(built_page, "PLACE", place)
    return place


@pytest.fixture
async def program(settings: Settings, place: Path) -> AsyncIterator[Program]:
    async with open_program(settings) as opened:
        yield opened


async def sent(program: Program, path: str, **headers: str) -> httpx2.Response:
    """What comes for a path, in the encodings that are named and no others."""
    return await program.client.get(path, headers={"Accept-Encoding": "", **headers})


async def test_the_headers_of_the_page_are_these_and_no_others(program: Program) -> None:
    index = await sent(program, "/", **BROWSER)
    passing = ("date", "etag", "x-request-id")
    own = {name: value for name, value in index.headers.items() if name not in passing}
    assert own == {
        **GUARDED,
        "cache-control": "no-cache",
        "content-length": str(len(INDEX)),
        "content-type": "text/html; charset=utf-8",
        "vary": "Accept-Encoding",
    }


@pytest.mark.parametrize(
    "path",
    ["/", "/chat", "/chat/0f1e", "/bases", "/bases/my.cvs", "/search", "/evaluations", "/settings",
     "/chat/a?doc=1&page=2", "/nowhere"],
)  # fmt: skip
async def test_every_address_of_the_page_is_its_index(program: Program, path: str) -> None:
    answer = await sent(program, path, **BROWSER)
    assert (answer.status_code, answer.content) == (200, INDEX)
    assert GUARDED.items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    "path", ["/chat", "/api", "/api/nothing", "/health/nothing", "/docs/nothing", "/apis/kbs"]
)
async def test_a_program_that_asks_for_what_is_not_there_is_told_so(
    program: Program, path: str
) -> None:
    problem = await sent(program, path, Accept="*/*")
    assert (problem.status_code, problem.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/nothing", "/health/nothing", "/docs/nothing"])
async def test_what_is_of_the_api_is_never_the_page(program: Program, path: str) -> None:
    assert (await sent(program, path, **BROWSER)).status_code == 404


async def test_the_api_answers_where_the_page_is_served(program: Program) -> None:
    assert (await sent(program, "/api/kbs", **BROWSER)).json() == {"kbs": []}
    assert (await sent(program, "/openapi.json", **BROWSER)).json()["info"]["title"]
    assert (await sent(program, "/docs", **BROWSER)).text.count("swagger")
    for method, path, status in (("PUT", "/api/kbs", 405), ("POST", "/chat", 404)):
        assert (await program.client.request(method, path)).status_code == status


async def test_an_asset_is_kept_for_a_year_and_comes_as_small_as_can_be(program: Program) -> None:
    path = "/assets/index-1a2b.js"
    plain = await sent(program, path)
    assert plain.content == SCRIPT
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in plain.headers
    zipped = await sent(program, path, **{"Accept-Encoding": "deflate, GZIP;q=0.5"})
    assert (zipped.content, zipped.headers["content-encoding"]) == (SCRIPT, "gzip")
    tags = {plain.headers["etag"], zipped.headers["etag"]}
    smallest = await program.client.head(path, headers={"Accept-Encoding": "gzip, br"})
    assert (smallest.headers["content-encoding"], smallest.headers["content-length"]) == ("br", "9")
    assert len({*tags, smallest.headers["etag"]}) == 3
    assert {each.headers["vary"] for each in (plain, zipped, smallest)} == {"Accept-Encoding"}


async def test_an_encoding_that_is_refused_is_not_sent(program: Program) -> None:
    refused = {"Accept-Encoding": "br;q=0, gzip; q=0.0"}
    assert (await sent(program, "/assets/index-1a2b.js", **refused)).content == SCRIPT


async def test_whoever_has_the_index_already_is_told_so(program: Program) -> None:
    tag = (await sent(program, "/", **BROWSER)).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = await sent(program, "/chat", **BROWSER, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert GUARDED.items() <= dict(again.headers).items()
    assert (await sent(program, "/", **BROWSER, **{"If-None-Match": '"x"'})).status_code == 200


async def test_the_head_of_a_file_says_how_long_it_is(program: Program) -> None:
    head = await program.client.head("/", headers={"Accept-Encoding": ""})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(INDEX)))


@pytest.mark.parametrize(
    "path",
    ["/assets/other.js", "/assets/", "/assets/notes.key", "/assets/index-1a2b.js.br",
     "/favicon.ico", "/robots.txt", "/secret.txt", "/index.html.gz"],
)  # fmt: skip
async def test_a_file_that_is_not_of_the_page_is_not_there(program: Program, path: str) -> None:
    assert (await sent(program, path, **BROWSER)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..\\..\\secret.txt",
        "//secret.txt",
        "/./index.html",
        "/assets/./index-1a2b.js",
        "{place}/index.html",
        "/{place}/../secret.txt",
        "/assets//index-1a2b.js",
        "/assets/index-1a2b.js/",
        "/index.html\0.js",
    ],
)
async def test_no_path_leads_out_of_the_page(place: Path, path: str) -> None:
    passed = []

    async def otherwise(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["path"])

    async def nothing() -> Message:
        raise AssertionError("something was asked for")

    async def unsent(_message: Message) -> None:
        raise AssertionError("something was sent")

    async def unasked(_token: str) -> Sequence[str]:
        raise AssertionError("a link was looked up")

    asked = path.format(place=place)
    scope = {"type": "http", "method": "GET", "path": asked, "headers": []}
    await built_page.BuiltPage(place, otherwise, unasked)(scope, nothing, unsent)
    assert passed == [asked]


async def test_a_page_that_is_built_anew_leaves_whoever_has_the_old_one_its_files(
    program: Program, place: Path
) -> None:
    assert (await sent(program, "/", **BROWSER)).content == INDEX
    (place / "assets" / "index-1a2b.js").unlink()
    assert (await sent(program, "/assets/index-1a2b.js")).content == SCRIPT


async def test_a_stranger_host_is_not_given_the_page(program: Program) -> None:
    refused = await sent(program, "/", **BROWSER, Host="evil.example")
    assert (refused.status_code, refused.json()["code"]) == (403, "host_refused")
