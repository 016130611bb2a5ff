"""Civiweb, with the traps that its clients have met."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardRefused,
    Posting,
    PostingGone,
    Unreadable,
    Where,
)
from tests.backends.job_boards.boards import listed, opened, postings
from tests.board_server import BoardServer, civiweb_offer, civiweb_offers


async def test_every_offer_is_listed_once_whatever_the_pages(server: BoardServer) -> None:
    server.offers = civiweb_offers(250)
    found = await postings(server, "civiweb")
    assert [each.source_id for each in found] == [str(200_000 + number) for number in range(250)]
    assert [asked.body["skip"] for asked in server.asked] == [0, 100, 200]


async def test_an_offer_is_brought_to_the_one_form(server: BoardServer) -> None:
    server.offers = [civiweb_offer(0)]
    [found] = await postings(server, "civiweb")
    assert found.title == "INGENIEUR DONNEES 0 (H/F)"
    assert found.text.splitlines()[:3] == [
        "Au sein de l’équipe 0, vous allez :",
        "- construire des flux",
        "- aider",
    ]
    assert found.text.endswith("Fabricant de pièces & services.")
    assert found.locations == (Where("Toronto", None, "CA"),)
    assert (found.remote, found.contract, found.sector) == ("hybrid", "vie", "INDUSTRIE")
    assert found.salary is not None
    assert (found.salary.minimum, found.salary.currency, found.salary.period) == (
        2704.01,
        "EUR",
        "month",
    )
    assert found.posted_at == datetime(2026, 9, 1, tzinfo=UTC)
    assert found.contacts == ("Madame Zoé EXEMPLE0", "zoe0@example.com")
    assert found.raw == server.offers[0]
    assert found.url == "https://mon-vie-via.businessfrance.fr/offres/200000"


async def test_what_a_board_does_not_tell_stays_unknown(server: BoardServer) -> None:
    nothing: dict[str, Any] = dict.fromkeys(civiweb_offer(1))
    server.offers = [nothing | {"id": 200_001, "missionTitle": "X", "missionDescription": "Y"}]
    [found] = await postings(server, "civiweb")
    assert (found.company, found.contract, found.salary, found.posted_at) == (None,) * 4
    assert (found.remote, found.contacts, found.locations) == ("unknown", (), ())


async def test_a_wage_of_nothing_is_none(server: BoardServer) -> None:
    server.offers = [civiweb_offer(49)]
    [found] = await postings(server, "civiweb")
    assert server.offers[0]["indemnite"] == 0
    assert found.salary is None


async def test_mails_and_recruiters_in_the_text_are_hidden_and_kept_apart(
    server: BoardServer,
) -> None:
    text = "Écrire à MADAME ZOÉ EXEMPLE1 ou à rh.paris@example.org."
    server.offers = [civiweb_offer(1, missionDescription=text)]
    [found] = await postings(server, "civiweb")
    assert found.text.startswith("Écrire à [name] ou à [mail].")
    assert found.contacts == ("Madame Zoé EXEMPLE1", "zoe1@example.com", "rh.paris@example.org")


async def test_a_page_that_is_refused_as_too_large_is_halved(server: BoardServer) -> None:
    server.offers, server.most = civiweb_offers(60), 30
    assert len(await postings(server, "civiweb")) == 60
    assert [asked.body["limit"] for asked in server.asked] == [100, 50, 25, 25, 25]


async def test_a_search_that_is_always_refused_ends(server: BoardServer) -> None:
    server.most = 0
    with pytest.raises(BoardRefused, match="status 400"):
        await listed(server, "civiweb")


@pytest.mark.parametrize(("key", "said"), [("", "asks for a key"), ("old", "refused the key")])
async def test_without_the_right_key_the_setting_is_named_at_once(
    server: BoardServer, key: str, said: str
) -> None:
    server.key = "right"
    with pytest.raises(BoardRefused, match=f"{said}: set CIVIWEB_API_KEY") as refused:
        await listed(server, "civiweb", BoardConfig(key=key))
    assert len(server.asked) == 1
    assert "right" not in refused.value.message


async def test_the_key_is_sent_as_a_header(server: BoardServer) -> None:
    server.key, server.offers = "right", civiweb_offers(1)
    assert len(await postings(server, "civiweb", BoardConfig(key="right"))) == 1
    assert "right" not in "".join(server.paths())


async def test_pages_that_shift_repeat_nothing(server: BoardServer) -> None:
    server.offers = civiweb_offers(250)
    server.shifts = [civiweb_offer(1000 + number) for number in range(3)]
    found = await postings(server, "civiweb")
    ids = [each.source_id for each in found]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {str(200_000 + number) for number in range(250)}


async def test_short_pages_lose_nothing(server: BoardServer) -> None:
    server.offers, server.short = civiweb_offers(250), True
    assert len(await postings(server, "civiweb")) == 250


async def test_offers_that_come_twice_are_listed_once(server: BoardServer) -> None:
    server.offers = [offer for offer in civiweb_offers(150) for _ in range(2)]
    assert len(await postings(server, "civiweb")) == 150


async def test_a_page_that_is_sent_for_ever_is_no_whole_list(server: BoardServer) -> None:
    server.offers, server.circles = civiweb_offers(250), True
    with pytest.raises(BoardRefused, match="tells of 250 offers and its pages hold 100"):
        await listed(server, "civiweb")
    assert len(server.asked) == 2


@pytest.mark.parametrize("count", [104, 130, 200])
async def test_a_list_in_circles_is_no_whole_list_however_short(
    server: BoardServer, count: int
) -> None:
    server.offers, server.circles = civiweb_offers(count), True
    with pytest.raises(BoardRefused, match=f"tells of {count} offers and its pages hold 100"):
        await listed(server, "civiweb")


@pytest.mark.parametrize(
    ("offers", "is_whole"),
    [
        (civiweb_offers(120), True),
        (civiweb_offers(120) + civiweb_offers(1), False),
        ([offer for offer in civiweb_offers(60) for _ in range(2)], False),
    ],
)
async def test_fewer_offers_than_are_counted_are_not_all(
    server: BoardServer, offers: list[dict[str, Any]], *, is_whole: bool
) -> None:
    server.offers = offers
    async with opened(server, "civiweb", BoardConfig()) as board:
        assert [item async for item in board.list_offers(None)]
        assert board.lists_all is is_whole


async def test_a_count_without_offers_is_no_whole_list(server: BoardServer) -> None:
    server.instead = b'{"result": [], "count": 3}'
    async with opened(server, "civiweb", BoardConfig()) as board:
        assert [item async for item in board.list_offers(None)] == []
        assert not board.lists_all


async def test_a_list_that_ends_early_is_no_whole_list(server: BoardServer) -> None:
    server.instead = b'{"result": [], "count": 1312}'
    with pytest.raises(BoardRefused, match="1312 offers and its pages hold 0"):
        await listed(server, "civiweb")


async def test_one_bad_offer_fails_alone(server: BoardServer) -> None:
    server.offers = [
        civiweb_offer(1),
        civiweb_offer(2, missionTitle=None),
        civiweb_offer(3, id=None),
        civiweb_offer(4, id="7" * 300),
        civiweb_offer(5, cityName=["?"], indemnite="much", missionStartDate=-1),
    ]
    found = await listed(server, "civiweb")
    read = [each.source_id for each in found if isinstance(each, Posting)]
    failed = [each.source_id for each in found if isinstance(each, Unreadable)]
    assert read == ["200001", "200005"]
    assert failed == ["200002", "#3", "7" * 255]


async def test_what_is_no_object_is_told_by_its_number(server: BoardServer) -> None:
    server.instead = b'[null, "x", 5, []]'
    found = await listed(server, "civiweb")
    assert [each.source_id for each in found] == ["#1", "#2", "#3", "#4"]


async def test_an_offer_without_text_is_asked_for_and_passed_over_when_gone(
    server: BoardServer,
) -> None:
    bare: dict[str, Any] = {
        "missionDescription": None,
        "missionProfile": "",
    }
    server.offers = [civiweb_offer(1, **bare), civiweb_offer(2, **bare), civiweb_offer(3)]
    server.gone = {200_001}
    found = await postings(server, "civiweb")
    assert [each.source_id for each in found] == ["200002", "200003"]
    assert found[0].text.startswith("Au sein de l’équipe 2")


async def test_one_offer_is_read_by_its_number(server: BoardServer) -> None:
    server.offers = civiweb_offers(3)
    async with opened(server, "civiweb") as board:
        assert (await board.read("200002")).title == "CHEF DE PROJET LOGISTIQUE 2 (H/F)"
        for gone in ("999", "../search", "1/2", "٣", ""):
            with pytest.raises(PostingGone):
                await board.read(gone)
    assert server.paths() == ["/api/Offers/details/200002", "/api/Offers/details/999"]


async def test_since_leaves_older_offers_out_and_those_without_a_date_in(
    server: BoardServer,
) -> None:
    undated = civiweb_offer(3, creationDate=None, startBroadcastDate="0001-01-01T00:00:00")
    server.offers = [civiweb_offer(1), civiweb_offer(900), undated]
    found = await listed(server, "civiweb", since=datetime(2026, 9, 20, tzinfo=UTC))
    assert [each.source_id for each in found] == ["200900", "200003"]


async def test_filters_are_sent_and_a_misspelt_one_is_refused(server: BoardServer) -> None:
    query = {"countriesIds": ["CA"], "query": "data"}
    await listed(server, "civiweb", BoardConfig(query=query))
    assert server.asked[0].body["countriesIds"] == ["CA"]
    assert server.asked[0].body["query"] == "data"
    with pytest.raises(BoardMisused, match="no filter “geographicZones” and would ignore it"):
        await listed(server, "civiweb", BoardConfig(query={"geographicZones": ["1"]}))


@pytest.mark.parametrize("total", [b"true", b'"12"', b"-4", b"1e999", b"null"])
async def test_a_count_that_is_none_is_not_believed(server: BoardServer, total: bytes) -> None:
    server.instead = (
        b'{"result": [{"id": 1, "missionTitle": "A", "missionDescription": "B"}], "count": %s}'
        % total
    )
    assert len(await listed(server, "civiweb")) == 1
