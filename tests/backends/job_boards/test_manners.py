"""How boards are asked: where it was agreed on, within limits, again where it may help."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from folioscope.backends.job_boards.paging import Page, Sweep
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    PostingGone,
)
from folioscope.backends.registry import BACKENDS, load
from folioscope.errors import BackendFailed, FolioscopeError, Forbidden
from folioscope.outbound.public_addresses import AddressNotPublic
from folioscope.outbound.visits import HostBusy, HostNotAllowed
from tests.backends.job_boards.boards import listed, opened, postings, reach_of
from tests.board_server import BoardServer, civiweb_offers

OF_COMPANIES = ("greenhouse", "lever", "lever-eu", "ashby", "recruitee", "smartrecruiters")
BAD_SLUGS = ("", ".", "..", "a/b", "a?b", "a#b", "a b", "a%2fb", "é", "x" * 101, "a\n", "@evil")

NO_LISTS = (
    b"<!DOCTYPE html><title>Log in</title>",
    b"",
    b'{"jobs": [{"id": 1,',
    b"[" * 100_000,
    b"\xff\xfe\x00",
    b'"text"',
    b"null",
    b"{}",
    b'{"jobs": {}, "offers": 3, "content": "x", "result": null}',
    b"9" * 5000,
)


async def test_we_say_who_we_are(server: BoardServer) -> None:
    server.offers = civiweb_offers(1)
    await postings(server, "civiweb")
    assert server.asked[0].headers["User-Agent"].startswith("Folioscope/")
    assert "self-hosted" in server.asked[0].headers["User-Agent"]


@pytest.mark.parametrize("backend", OF_COMPANIES)
@pytest.mark.parametrize("slug", BAD_SLUGS)
def test_a_bad_name_of_a_company_enters_no_address(backend: str, slug: str) -> None:
    reach = BoardReach(permitted=frozenset({"smartrecruiters"}))
    with pytest.raises(BoardMisused, match="is no name of a company"):
        load("job_boards", backend)(BoardConfig(slug=slug), reach)


@pytest.mark.parametrize("slug", ["evil.com", "a.b", "-a", "a-", "a_b", "x" * 64])
def test_a_name_that_becomes_a_host_is_one_label(slug: str) -> None:
    with pytest.raises(BoardMisused):
        load("job_boards", "recruitee")(BoardConfig(slug=slug), BoardReach())


def test_a_board_whose_robots_file_bars_us_needs_leave() -> None:
    with pytest.raises(BoardMisused, match="FOLIOSCOPE_BOARDS_PERMITTED=smartrecruiters"):
        load("job_boards", "smartrecruiters")(BoardConfig(slug="example"), BoardReach())


@pytest.mark.parametrize("url", ["ftp://x/", "nowhere", "http://a:b@host/", "http://x:99999/"])
def test_an_address_of_the_operator_that_is_none_is_told(url: str) -> None:
    with pytest.raises(BoardMisused, match="“civiweb” is none"):
        load("job_boards", "civiweb")(BoardConfig(), BoardReach(urls={"civiweb": url}))


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://localhost:1/",
        "//2130706433/",
        "https://boards.example.com/",
    ],
)
async def test_t10_a_redirect_to_another_host_is_not_followed(
    server: BoardServer, location: str
) -> None:
    server.location = location
    async with opened(server, "greenhouse") as board:
        with pytest.raises(HostNotAllowed):
            await board.read("1")
    assert len(server.asked) == 1


async def test_t10_redirects_on_the_same_host_are_followed_three_times(server: BoardServer) -> None:
    server.location = "/v1/boards/example/jobs/2"
    async with opened(server, "greenhouse") as board:
        with pytest.raises(BackendFailed, match="redirects without end"):
            await board.read("1")
    assert len(server.asked) == 4


@pytest.mark.parametrize("location", ["", "ftp://x/", "file:///etc/passwd", "javascript:1"])
async def test_t10_a_redirect_to_what_is_no_web_address_is_refused(
    server: BoardServer, location: str
) -> None:
    server.location = location or " "
    async with opened(server, "greenhouse") as board:
        with pytest.raises((BackendFailed, Forbidden)):
            await board.read("1")
    assert len(server.asked) <= 4


async def test_what_is_to_be_sent_follows_no_redirect(server: BoardServer) -> None:
    server.location = "/api/Offers/search"
    with pytest.raises(BackendFailed, match="redirects what was to be sent"):
        await listed(server, "civiweb")
    assert len(server.asked) == 1


async def test_t10_a_usual_address_that_leads_into_a_private_network_is_not_asked(
    server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def getaddrinfo(*_: object, **__: object) -> Sequence[object]:
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    board = load("job_boards", "ashby")(BoardConfig(slug="example"), BoardReach())
    with pytest.raises(AddressNotPublic):
        await board.read("1")
    await board.aclose()


@pytest.mark.parametrize("trap", ["busy", "broken"])
async def test_what_may_work_later_is_tried_again(
    server: BoardServer, trap: str, waits: list[float]
) -> None:
    server.offers = civiweb_offers(1)
    setattr(server, trap, 3)
    assert len(await postings(server, "civiweb")) == 1
    assert len(waits) == 3
    assert min(waits) >= (2 if trap == "busy" else 0.5)


async def test_a_server_that_stays_busy_is_told(server: BoardServer, waits: list[float]) -> None:
    server.busy, server.retry_after = 10, "20"
    with pytest.raises(HostBusy, match="cannot answer now") as busy:
        await listed(server, "civiweb")
    assert busy.value.retry_after == 20
    assert waits == [20, 20, 20]


async def test_a_wait_that_is_too_long_is_left_to_the_run(
    server: BoardServer, waits: list[float]
) -> None:
    server.busy, server.retry_after = 1, "900"
    with pytest.raises(HostBusy) as busy:
        await listed(server, "civiweb")
    assert (busy.value.retry_after, waits) == (900, [])


@pytest.mark.parametrize("backend", ["civiweb", *OF_COMPANIES])
async def test_t26_an_answer_that_is_no_list_of_offers_is_refused(
    server: BoardServer, backend: str
) -> None:
    for answer in NO_LISTS:
        server.instead = answer
        async with opened(server, backend) as board:
            with pytest.raises(BoardRefused):
                [found async for found in board.list_offers(None)]


@pytest.mark.parametrize("backend", OF_COMPANIES)
async def test_a_company_that_a_board_does_not_know_is_told(
    server: BoardServer, backend: str
) -> None:
    with pytest.raises(BoardRefused, match="is the name of the board right"):
        await listed(server, backend)


@pytest.mark.parametrize("backend", OF_COMPANIES)
async def test_an_id_that_no_offer_has_is_gone(server: BoardServer, backend: str) -> None:
    for path in ("/posting-api/job-board/example", "/api/offers/"):
        server.put(path, {"jobs": [], "offers": []})
    async with opened(server, backend) as board:
        for source_id in ("", ".", "..", "../x", "a/../../b", "x" * 5000, "ü\n", "a?b", "7"):
            with pytest.raises(PostingGone):
                await board.read(source_id)
    assert not [path for path in server.paths() if ".." in path or "xx" in path]


async def test_a_list_that_tells_of_more_than_is_read_costs_one_request(
    server: BoardServer,
) -> None:
    server.endless = True
    with pytest.raises(BoardRefused, match="tells of 1,000,000,000 offers; no more than 200,000"):
        await listed(server, "civiweb")
    assert len(server.paths()) == 1


async def test_an_endless_list_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folioscope.backends.job_boards.paging.MOST_PAGES", 3)

    async def fetch(skip: int, size: int) -> Page:
        return Page(range(skip, skip + size), None)

    with pytest.raises(BoardRefused, match="lists without end: 300 offers on 3 pages"):
        assert [item async for item in Sweep("Board", fetch, str, 100).items()]


async def test_t26_an_answer_that_is_too_large_is_cut_off(
    server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folioscope.backends.job_boards.asking.MOST_BYTES", 1000)
    server.offers = civiweb_offers(5)
    with pytest.raises(BackendFailed, match="sent more than 1,000 bytes"):
        await listed(server, "civiweb")


async def test_numbers_that_no_database_keeps_are_none(server: BoardServer) -> None:
    offer = b'{"id": 1, "missionTitle": "A", "missionDescription": "B", "indemnite": %s}'
    server.instead = b"[" + b",".join(offer % told for told in (b"NaN", b"1e999")) + b"]"
    [found] = await postings(server, "civiweb")
    assert found.raw["indemnite"] is None


@pytest.mark.parametrize("backend", sorted(BACKENDS["job_boards"]))
def test_every_board_says_whether_it_lists_all(backend: str, server: BoardServer) -> None:
    config = BoardConfig(slug="example", url=f"{server.url}/", path="x.jsonl")
    if backend == "civiweb":
        config = BoardConfig()
    assert load("job_boards", backend)(config, reach_of(server)).lists_all is True


def test_a_board_that_is_not_there_is_none_of_ours() -> None:
    with pytest.raises(FolioscopeError, match="There is no “monster” among job_boards"):
        load("job_boards", "monster")
