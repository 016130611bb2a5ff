"""Job boards on loopback that answer as the real ones do, their traps included."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CITIES = (
    ("TORONTO ", "CA", "CANADA", 2704.01),
    ("BERLIN", "DE", "GERMANY", 2400.5),
    ("MADRID", "ES", "SPAIN", 2199.0),
    ("CASABLANCA", "MA", "MOROCCO", 1850.25),
    ("NEW YORK", "US", "UNITED STATES", 3880.0),
    ("SINGAPORE", "SG", "SINGAPORE", 3300.75),
)
TRADES = (
    ("INGENIEUR DONNEES", "INDUSTRIE", "Python, SQL et Airflow", "construire des flux"),
    ("CONTROLEUR DE GESTION", "FINANCE", "Excel et SAP", "suivre les budgets"),
    ("CHEF DE PROJET LOGISTIQUE", "TRANSPORT", "Kanban et anglais courant", "livrer les usines"),
    ("BUSINESS DEVELOPER", "COMMERCE", "Salesforce and English", "open the market"),
    ("INGENIEUR QUALITE", "AERONAUTIQUE", "ISO 9001 et Minitab", "auditer les fournisseurs"),
)
FIRST_DAY = datetime(2026, 9, 1, tzinfo=UTC)


def civiweb_offer(number: int, **others: Any) -> dict[str, Any]:
    """An invented offer as Civiweb sends it, another one for each number; ``others`` replace."""
    city, code, country, paid = CITIES[number % len(CITIES)]
    trade, sector, skills, task = TRADES[number % len(TRADES)]
    posted = FIRST_DAY + timedelta(hours=number % 2000)
    return {
        "id": 200_000 + number,
        "reference": f"VIE{200_000 + number}",
        "missionTitle": f"{trade} {number} (H/F)",
        "missionType": "VIA" if number % 20 == 19 else "VIE",
        "missionDuration": 12 + number % 12,
        "missionStartDate": "2027-02-01T00:00:00",
        "missionEndDate": None,
        "creationDate": posted.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "startBroadcastDate": posted.strftime("%Y-%m-%dT00:00:00"),
        "endBroadcastDate": "2027-01-19T00:00:00",
        "missionDescription": f"Au sein de l’équipe {number}, vous allez :\r\n• {task}\r\n• aider",
        "missionProfile": f"Bac+5, {skills}.",
        "organizationName": f"EXEMPLE {number % 40} SAS",
        "organizationPresentation": "Fabricant de pièces & services.",
        "activitySectorN1": sector,
        "cityName": city,
        "cityNameEn": city,
        "countryId": code,
        "countryName": country,
        "countryNameEn": country,
        "specializations": None,
        "indemnite": 0 if number % 50 == 49 else paid,
        "teleworkingAvailable": number % 3 == 0,
        "contactName": f"Madame Zoé EXEMPLE{number}",
        "contactEmail": f"zoe{number}@example.com",
        "contactURL": None,
        **others,
    }


def civiweb_offers(count: int) -> list[dict[str, Any]]:
    """So many offers."""
    return [civiweb_offer(number) for number in range(count)]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    body: Any
    headers: Mapping[str, str]


@dataclass
class BoardServer:
    """Civiweb’s ``offers``, and any other answers by path; ``url`` is where.

    Traps of Civiweb: ``key`` that is asked for; ``most`` a page may have before it is answered
    400; ``shifts`` are offers put on top, one after each page; ``short`` pages lack their last
    offer; ``circles`` ignores what is to be skipped; ``endless`` invents offers for ever; ``gone``
    are ids without details.
    Traps of all: ``busy`` requests are answered by 429 first, ``broken`` ones by 500; ``instead``
    is sent in place of every answer, ``location`` is where all requests are redirected to.
    """

    offers: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)
    key: str = ""
    most: int = 100
    shifts: list[dict[str, Any]] = field(default_factory=list)
    short: bool = False
    circles: bool = False
    endless: bool = False
    gone: set[int] = field(default_factory=set)
    busy: int = 0
    broken: int = 0
    retry_after: str = "2"
    instead: bytes | None = None
    location: str = ""
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    @property
    def civiweb(self) -> str:
        """The base address of Civiweb."""
        return f"{self.url}/api/Offers"

    def put(self, path: str, answer: object) -> None:
        """Answer this path, its query left aside, with JSON or bytes."""
        self.answers[path] = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def page(self, skip: int, limit: int) -> tuple[Sequence[dict[str, Any]], int]:
        """A page of Civiweb’s search, and the number of offers in all."""
        if self.endless:
            return civiweb_offers(skip + limit)[skip:], 10**9
        start = 0 if self.circles else skip
        found = self.offers[start : start + limit]
        total = len(self.offers)
        if self.short and len(found) > 1:
            found = found[:-1]
        if self.shifts:
            self.offers.insert(0, self.shifts.pop(0))
        return found, total


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    board: BoardServer

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        self._serve(json.loads(self.rfile.read(size) or b"null"))

    def _serve(self, body: Any) -> None:
        board = self.board
        board.asked.append(Asked(self.path, body, dict(self.headers)))
        parts = urlsplit(self.path)
        if board.location:
            self._answer(302, b"", {"Location": board.location})
        elif board.busy:
            board.busy -= 1
            self._answer(429, b"slow down", {"Retry-After": board.retry_after})
        elif board.broken:
            board.broken -= 1
            self._answer(500, b"oops")
        elif board.instead is not None:
            self._answer(200, board.instead)
        elif parts.path.startswith("/api/Offers/"):
            self._civiweb(parts.path.removeprefix("/api/Offers/"), body)
        else:
            self._other(parts.path, parts.query)

    def _civiweb(self, path: str, body: Any) -> None:
        board = self.board
        if board.key and self.headers.get("X-API-KEY") != board.key:
            self._answer(401, b"")
        elif path == "search" and isinstance(body, dict):
            if body["limit"] > board.most:
                self._answer(400, b'{"title": "One or more validation errors occurred."}')
                return
            found, count = board.page(body["skip"], body["limit"])
            self._json({"result": list(found), "count": count})
        elif found_id := re.fullmatch(r"details/(\d+)", path):
            wanted = int(found_id[1])
            known = [offer for offer in board.offers if offer.get("id") == wanted]
            if known and wanted not in board.gone:
                self._json({**civiweb_offer(wanted - 200_000), **_told(known[0])})
            else:
                self._answer(404, b"")
        else:
            self._answer(404, b"")

    def _other(self, path: str, query: str) -> None:
        """A prepared answer; of a list with an offset, the part that is asked for."""
        answer = self.board.answers.get(path)
        if answer is None:
            self._answer(404, b'{"error": "not found"}')
            return
        wanted = parse_qs(query)
        skip = int(wanted.get("skip", wanted.get("offset", ["0"]))[0])
        limit = int(wanted.get("limit", ["0"])[0])
        if limit and not self.board.circles:
            answer = _part(answer, skip, limit)
        self._answer(200, answer)

    def _json(self, value: object) -> None:
        self._answer(200, json.dumps(value).encode())

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who asked may be gone
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _told(offer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in offer.items() if value is not None}


def _part(answer: bytes, skip: int, limit: int) -> bytes:
    told = json.loads(answer)
    if isinstance(told, list):
        return json.dumps(told[skip : skip + limit]).encode()
    told["content"] = told["content"][skip : skip + limit]
    return json.dumps(told).encode()


@contextmanager
def serving(board: BoardServer) -> Iterator[BoardServer]:
    """Serve it."""
    handler = type("Handler", (_Handler,), {"board": board})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    board.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield board
    finally:
        server.shutdown()
        server.server_close()
