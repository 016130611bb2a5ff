"""The boards of companies, each with what it sends and how that is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from folioscope.backends.job_boards.port import (
    BoardRefused,
    PostingGone,
    Salary,
    Unreadable,
    Where,
)
from tests.backends.job_boards.boards import listed, opened, postings
from tests.board_server import BoardServer

GREENHOUSE: dict[str, Any] = {
    "id": 5001,
    "title": "Data Engineer",
    "updated_at": "2026-11-10T08:00:00-05:00",
    "first_published": "2026-11-01T08:00:00-05:00",
    "company_name": "Example",
    "language": "en",
    "location": {"name": "Lyon, France; Remote - Spain"},
    "absolute_url": "https://boards.greenhouse.io/example/jobs/5001",
    "metadata": None,
    "content": "&lt;p&gt;We build R&amp;amp;D tools&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Go&lt;/li&gt;"
    "&lt;li&gt;SQL&lt;/li&gt;&lt;/ul&gt;&lt;script&gt;steal()&lt;/script&gt;",
    "departments": [{"id": 1, "name": "Data"}],
}
LEVER: dict[str, Any] = {
    "id": "0f0e-1",
    "text": "Backend Developer",
    "createdAt": 1762000000000,
    "country": "FR",
    "workplaceType": "hybrid",
    "categories": {
        "location": "Paris",
        "commitment": "Full-time",
        "team": "Platform",
        "department": "R&D",
        "allLocations": ["Paris", "Remote"],
    },
    "description": "<div>We ship.</div>",
    "lists": [{"text": "You have", "content": "<li>Go</li><li>SQL</li>"}],
    "additional": "",
    "additionalPlain": "",
    "hostedUrl": "https://jobs.lever.co/example/0f0e",
    "salaryRange": {
        "min": 50000,
        "max": 62000,
        "currency": "EUR",
        "interval": "per-year-salary",
    },
}
ASHBY: dict[str, Any] = {
    "id": "uuid-1",
    "title": "Analyst",
    "department": "Finance",
    "team": "FP&A",
    "employmentType": "FullTime",
    "location": "Berlin",
    "secondaryLocations": [{"location": "Remote EU"}, {"location": "Wien, Austria"}],
    "isRemote": True,
    "isListed": True,
    "workplaceType": "Hybrid",
    "publishedAt": "2026-11-01T10:00:00.000+00:00",
    "address": {"postalAddress": {"addressLocality": "Berlin", "addressCountry": "Germany"}},
    "descriptionHtml": "<p>Plan.</p>",
    "jobUrl": "https://jobs.ashbyhq.com/example/uuid",
    "compensation": {
        "summaryComponents": [
            {"compensationType": "EquityPercentage", "minValue": 1, "maxValue": 2},
            {
                "compensationType": "Salary",
                "interval": "1 YEAR",
                "currencyCode": "EUR",
                "minValue": 60000,
                "maxValue": 70000,
            },
        ]
    },
}
RECRUITEE: dict[str, Any] = {
    "id": 12,
    "title": "Cook",
    "status": "published",
    "company_name": "Example",
    "city": "Gent",
    "country": "Belgium",
    "country_code": "BE",
    "remote": False,
    "hybrid": False,
    "on_site": True,
    "employment_type_code": "fulltime_permanent",
    "published_at": "2026-11-02 17:18:08 UTC",
    "close_at": None,
    "salary": {"min": "2100", "max": None, "period": "month", "currency": "eur"},
    "careers_url": "https://example.recruitee.com/o/cook",
    "description": "<p>Cook.</p>",
    "requirements": "<ul><li>Knife</li></ul>",
    "tags": ["kitchen"],
}
SMART: dict[str, Any] = {
    "id": "744000",
    "name": "Product Manager",
    "company": {"identifier": "Example", "name": "Example"},
    "releasedDate": "2026-11-01T00:00:00.000Z",
    "location": {
        "city": "Berlin",
        "region": "BE",
        "country": "de",
        "remote": False,
        "hybrid": True,
    },
    "typeOfEmployment": {"label": "Full-time"},
    "department": {"label": "Product"},
    "industry": {"label": "Software"},
    "creator": {"name": "Jordan Recruiter"},
}
SMART_DETAIL = SMART | {
    "postingUrl": "https://jobs.smartrecruiters.com/Example/744000",
    "jobAd": {
        "sections": {
            "companyDescription": {"text": "<p>We.</p>"},
            "jobDescription": {"text": "<p>Ask Jordan Recruiter.</p>"},
            "qualifications": {"text": "<ul><li>Scrum</li></ul>"},
        }
    },
}


def serve(server: BoardServer, backend: str, offers: list[Any]) -> None:
    """Have the server list these offers on the board of “example”."""
    if backend == "greenhouse":
        server.put("/v1/boards/example/jobs", {"jobs": offers, "meta": {"total": len(offers)}})
    elif backend == "lever":
        server.put("/v0/postings/example", offers)
    elif backend == "ashby":
        server.put("/posting-api/job-board/example", {"apiVersion": "1", "jobs": offers})
    elif backend == "recruitee":
        server.put("/api/offers/", {"offers": offers})
    else:
        path = "/v1/companies/example/postings"
        server.put(path, {"totalFound": len(offers), "content": offers})
        for offer in offers:
            server.put(f"{path}/{offer['id']}", SMART_DETAIL | offer)


async def test_greenhouse_is_unescaped_twice_and_dated_by_its_first_day(
    server: BoardServer,
) -> None:
    serve(server, "greenhouse", [GREENHOUSE])
    [found] = await postings(server, "greenhouse")
    assert found.text == "We build R&D tools\n\n- Go\n- SQL"
    assert found.posted_at == datetime(2026, 11, 1, 13, tzinfo=UTC)
    assert found.locations == (Where("Lyon", None, "FR"), Where(None, None, "ES"))
    assert (found.company, found.language, found.tags) == ("Example", "en", ("Data",))
    assert (found.salary, found.contract, found.sector) == (None, None, None)
    assert server.paths() == ["/v1/boards/example/jobs?content=true"]


async def test_lever_is_put_together_from_its_parts(server: BoardServer) -> None:
    serve(server, "lever", [LEVER])
    [found] = await postings(server, "lever")
    assert found.text == "We ship.\n\nYou have\n- Go\n- SQL"
    assert found.locations == (Where("Paris", None, "FR"),)
    assert (found.remote, found.full_time, found.contract) == ("hybrid", True, None)
    assert found.salary == Salary(50000, 62000, "EUR", "year")
    assert (found.company, found.tags) == ("example", ("R&D", "Platform"))


async def test_lever_is_read_until_a_short_page(server: BoardServer) -> None:
    serve(server, "lever", [LEVER | {"id": f"id-{number}"} for number in range(200)])
    assert len(await postings(server, "lever")) == 200
    assert [path.partition("skip=")[2] for path in server.paths()] == [
        "0&limit=100",
        "100&limit=100",
        "200&limit=100",
    ]


async def test_lever_that_sends_one_page_for_ever_is_refused(server: BoardServer) -> None:
    serve(server, "lever", [LEVER | {"id": f"id-{number}"} for number in range(100)])
    server.circles = True
    with pytest.raises(BoardRefused, match="same page again and again"):
        await listed(server, "lever")


async def test_ashby_tells_places_pay_and_what_is_hybrid(server: BoardServer) -> None:
    serve(server, "ashby", [ASHBY, ASHBY | {"id": "secret", "isListed": False}])
    [found] = await postings(server, "ashby")
    assert found.locations == (Where("Berlin", None, "DE"), Where("Wien", None, "AT"))
    assert (found.remote, found.full_time) == ("hybrid", True)
    assert found.salary == Salary(60000, 70000, "EUR", "year")
    assert found.text == "Plan."


async def test_recruitee_tells_contract_and_hours_in_one_code(server: BoardServer) -> None:
    serve(server, "recruitee", [RECRUITEE, RECRUITEE | {"id": 13, "status": "draft"}])
    [found] = await postings(server, "recruitee")
    assert (found.contract, found.full_time, found.remote) == ("permanent", True, "none")
    assert found.salary == Salary(2100, None, "EUR", "month")
    assert found.posted_at == datetime(2026, 11, 2, 17, 18, 8, tzinfo=UTC)
    assert found.text == "Cook.\n\n- Knife"
    assert found.locations == (Where("Gent", None, "BE"),)


async def test_a_robots_file_that_bars_us_is_kept_to(server: BoardServer) -> None:
    serve(server, "recruitee", [RECRUITEE])
    server.put("/robots.txt", b"User-agent: *\nDisallow: /api/\n")
    with pytest.raises(BoardRefused, match="asks programs not to read") as refused:
        await listed(server, "recruitee")
    assert refused.value.code == "barred_by_robots"
    assert server.paths() == ["/robots.txt"]


async def test_smartrecruiters_asks_for_the_text_of_each_offer(server: BoardServer) -> None:
    serve(server, "smartrecruiters", [SMART])
    [found] = await postings(server, "smartrecruiters")
    assert found.text == "We.\n\nAsk [name].\n\n- Scrum"
    assert found.contacts == ("Jordan Recruiter",)
    assert (found.remote, found.sector, found.tags) == ("hybrid", "Software", ("Product",))
    assert found.locations == (Where("Berlin", "BE", "DE"),)


async def test_an_offer_that_vanishes_between_list_and_detail_is_passed_over(
    server: BoardServer,
) -> None:
    offers = [SMART | {"id": f"{number}"} for number in range(150)]
    serve(server, "smartrecruiters", offers)
    del server.answers["/v1/companies/example/postings/7"]
    found = await postings(server, "smartrecruiters")
    assert [each.source_id for each in found if int(each.source_id) < 9] == list("01234568")
    assert len(found) == 149


@pytest.mark.parametrize(
    ("backend", "offer", "title"),
    [
        ("greenhouse", GREENHOUSE, "title"),
        ("lever", LEVER, "text"),
        ("ashby", ASHBY, "title"),
        ("recruitee", RECRUITEE, "title"),
        ("smartrecruiters", SMART, "name"),
    ],
)
async def test_nulls_fail_one_offer_at_most(
    server: BoardServer, backend: str, offer: dict[str, Any], title: str
) -> None:
    bare = dict.fromkeys(offer) | {"id": 1, title: "Bare"}
    wrong: dict[str, Any] = {key: [{"x": [0]}] for key in offer} | {"id": 2, title: "Wrong"}
    serve(server, backend, [bare, wrong, offer | {"id": 3, title: ""}, offer, offer])
    found = await listed(server, backend)
    read = [each for each in found if not isinstance(each, Unreadable)]
    assert [each.title for each in read] in (
        ["Bare", "Wrong", offer[title]],
        ["Bare", offer[title]],  # where the wrong status says that it is not published
    )
    assert [each.source_id for each in found if isinstance(each, Unreadable)] == ["3"]
    assert (read[0].salary, read[0].posted_at, read[0].locations) == (None, None, ())


@pytest.mark.parametrize(
    ("backend", "offer"), [("greenhouse", GREENHOUSE), ("lever", LEVER), ("ashby", ASHBY)]
)
async def test_one_offer_is_read_by_its_id(
    server: BoardServer, backend: str, offer: dict[str, Any]
) -> None:
    serve(server, backend, [offer])
    server.put(f"/v1/boards/example/jobs/{offer['id']}", offer)
    server.put(f"/v0/postings/example/{offer['id']}", offer)
    async with opened(server, backend) as board:
        assert (await board.read(str(offer["id"]))).source_id == str(offer["id"])
        with pytest.raises(PostingGone):
            await board.read("other")
