"""Pages with schema.org JobPosting, as they really are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    PostingGone,
    Salary,
    Where,
)
from folioscope.backends.registry import load
from tests.backends.job_boards.boards import listed, opened, postings, reach_of
from tests.board_server import BoardServer

OFFER: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Nurse",
    "description": "<p>Care.</p><ul><li>Nights</li></ul>",
    "datePosted": "2026-11-01",
    "validThrough": "2027-01-31T00:00",
    "employmentType": ["FULL_TIME", "TEMPORARY"],
    "hiringOrganization": {"@type": "Organization", "name": "Example Clinic"},
    "jobLocation": {
        "@type": "Place",
        "address": {
            "addressLocality": "Athens",
            "addressRegion": "Attica",
            "addressCountry": {"@type": "Country", "name": "Greece"},
        },
    },
    "baseSalary": {
        "currency": "EUR",
        "value": {"minValue": 1500, "maxValue": "1800.50", "unitText": "MONTH"},
    },
    "identifier": {"name": "Example Clinic", "value": "N-7"},
    "applicationContact": {"name": "Eleni Contact", "email": "eleni@example.org"},
}


def page(*scripts: str) -> bytes:
    """A page with these as JSON-LD."""
    told = "".join(f'<script type="application/ld+json">{each}</script>' for each in scripts)
    return f"<!DOCTYPE html><html><head>{told}</head><body><p>Jobs</p></body></html>".encode()


def at(server: BoardServer, path: str = "/jobs", **query: Any) -> BoardConfig:
    return BoardConfig(url=f"{server.url}{path}", query=query)


async def test_a_posting_is_brought_to_the_one_form(server: BoardServer) -> None:
    server.put("/jobs", page(json.dumps(OFFER)))
    [found] = await postings(server, "json-ld", at(server))
    assert (found.source_id, found.url) == ("N-7", f"{server.url}/jobs")
    assert found.text == "Care.\n\n- Nights"
    assert found.locations == (Where("Athens", "Attica", "GR"),)
    assert found.salary == Salary(1500, 1800.5, "EUR", "month")
    assert (found.full_time, found.contract, found.company) == (
        True,
        "temporary",
        "Example Clinic",
    )
    assert found.posted_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert found.contacts == ("Eleni Contact", "eleni@example.org")


@pytest.mark.parametrize(
    "script",
    [
        json.dumps([OFFER]),
        json.dumps({"@graph": [{"@type": "WebSite"}, OFFER]}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"position": 1, "item": OFFER}]}),
        json.dumps(OFFER | {"@type": ["Thing", "http://schema.org/JobPosting"]}),
        f"<!-- {json.dumps(OFFER)} -->",
        f"//<![CDATA[\n{json.dumps(OFFER)}\n//]]>",
        json.dumps(OFFER)[:-1] + ", }",
        json.dumps(OFFER).replace("Care.", "Care.\t\x01\n"),
        json.dumps(OFFER).replace("Care.", "a, ] b, } c"),
    ],
)
async def test_postings_are_found_however_they_are_wrapped(
    server: BoardServer, script: str
) -> None:
    server.put("/jobs", page("{broken", script, '{"@type": "Person"}'))
    [found] = await postings(server, "json-ld", at(server))
    assert found.title == "Nurse"


async def test_a_page_and_the_pages_it_links_to_are_read(server: BoardServer) -> None:
    links = '<a href="/jobs/1">1</a><a href="/jobs/2#x">2</a><a href="/about">a</a>'
    links += '<a href="/jobs/gone">3</a><a href="https://evil.example/jobs/4">4</a><a href="//[">'
    server.put("/jobs", f"<html>{links}</html>".encode())
    for number in (1, 2):
        offer = {**OFFER, "identifier": None, "url": f"/jobs/{number}"}
        server.put(f"/jobs/{number}", page(json.dumps(offer)))
    config = at(server, links="/jobs/")
    found = await postings(server, "json-ld", config)
    assert [each.source_id for each in found] == [f"{server.url}/jobs/{n}" for n in (1, 2)]
    assert server.paths().count("/robots.txt") == 1
    async with opened(server, "json-ld", config) as board:
        assert (await board.read(found[1].source_id)).url == found[1].url
        with pytest.raises(PostingGone):
            await board.read("nothing")


async def test_a_sitemap_is_followed(server: BoardServer) -> None:
    place = f"{server.url}/job/1"
    server.put(
        "/map.xml", f"<?xml version='1.0'?><urlset><url><loc>{place}</loc></url></urlset>".encode()
    )
    server.put("/job/1", page(json.dumps(OFFER)))
    assert len(await postings(server, "json-ld", at(server, "/map.xml", links="/job/"))) == 1


@pytest.mark.parametrize("body", [b"", b"plain", b"<html></html>", b"\x00\xff", b"{}"])
async def test_a_page_without_postings_is_refused(server: BoardServer, body: bytes) -> None:
    server.put("/jobs", body)
    with pytest.raises(BoardRefused, match="holds no schema"):
        await listed(server, "json-ld", at(server))


async def test_a_page_that_links_without_end_is_refused(
    server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folioscope.backends.job_boards.pages.MOST_LINKS", 5)
    server.put("/jobs", "".join(f'<a href="/jobs/{n}">' for n in range(6)).encode())
    with pytest.raises(BoardRefused, match="links to 6 pages; at most 5"):
        await listed(server, "json-ld", at(server, links="/jobs/"))


async def test_a_posting_nested_without_end_is_passed_over(server: BoardServer) -> None:
    server.put("/jobs", page("[" * 50_000 + "]" * 50_000, json.dumps(OFFER)))
    assert len(await postings(server, "json-ld", at(server))) == 1


async def test_ids_stay_apart_and_the_same_without_address_and_identifier(
    server: BoardServer,
) -> None:
    offers = [OFFER | {"identifier": None, "title": title} for title in ("A", "B")]
    server.put("/jobs", page(json.dumps(offers)))
    ids = [each.source_id for each in await postings(server, "json-ld", at(server))]
    server.put("/jobs", page(json.dumps([*reversed(offers)])))
    again = [each.source_id for each in await postings(server, "json-ld", at(server))]
    assert len(set(ids)) == 2
    assert ids == again[::-1]


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/jobs",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "",
        "http://user:word@127.0.0.1/",
        "gopher://x/",
        "http://2130706433/",
    ],
)
def test_pages_of_hosts_that_nobody_named_are_not_read(server: BoardServer, url: str) -> None:
    with pytest.raises(BoardMisused):
        load("job_boards", "json-ld")(BoardConfig(url=url), reach_of(server))


async def test_a_host_named_without_its_scheme_is_never_in_a_private_network() -> None:
    board = load("job_boards", "json-ld")(
        BoardConfig(url="https://localhost/jobs"), BoardReach(hosts=("localhost",))
    )
    with pytest.raises(Exception, match="private network"):
        await board.read("https://localhost/jobs")
    await board.aclose()


def test_a_setting_that_names_no_host_is_told() -> None:
    with pytest.raises(BoardMisused, match="FOLIOSCOPE_BOARD_HOSTS"):
        load("job_boards", "json-ld")(
            BoardConfig(url="https://x.example/"), BoardReach(hosts=("http://",))
        )
