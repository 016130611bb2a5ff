"""A program with two CVs and two offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from folioscope.backends.registry import BACKENDS
from tests.features.knowledge.read_cv import CV
from tests.features.matching.known_fit import JOB
from tests.features.offers.scripted_board import BOARDS, REGISTRY, ScriptedBoard, Synced, posting
from tests.opened_program import Program

OTHER_CV = """Paul Martin
Chef de cuisine
Paris

EXPÉRIENCE PROFESSIONNELLE

Chef de cuisine chez Le Jardin
janvier 2019 – aujourd'hui
- Cuissons et sauces, équipe de cinq

FORMATION

CAP Cuisine, Lycée Escoffier
2010 – 2012

LANGUES

Français : langue maternelle
Anglais : courant
"""
COOK = "Profil recherché\n- 3 ans d'expérience en tant que chef de cuisine\n- Anglais courant\n"


@dataclass
class Fitting:
    """A served program, the ids of its offers by title, and of its résumés by name."""

    program: Program
    board: ScriptedBoard
    offers: dict[str, str]
    resumes: dict[str, str]

    async def match(self, **wanted: Any) -> Any:
        """What a comparison comes to, in August 2026."""
        return await self.program.post("/api/matches", 200, {"as_of": "2026-09", **wanted})


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedBoard]:
    """A board with a job for each of the two."""
    monkeypatch.setitem(BACKENDS, "job_boards", REGISTRY)
    contact = "Contact: Ms Jane Roe, jane.roe@example.org"
    BOARDS["fit"] = ScriptedBoard(
        [
            posting(1, title="Data Engineer", text=f"{JOB}\n{contact}", contacts=("Jane Roe",)),
            posting(2, title="Chef de cuisine", text=COOK),
        ]
    )
    yield BOARDS["fit"]
    del BOARDS["fit"]


async def open_fitting(program: Program, board: ScriptedBoard) -> Fitting:
    """Fill a program."""
    await program.fill("cvs", {"marie.txt": CV, "paul.txt": OTHER_CV})
    await program.post("/api/boards", 201, {"name": "jobs", "backend": "scripted", "slug": "fit"})
    await Synced(program, board).sync()
    offers = (await program.get("/api/offers"))["offers"]
    ids = {offer["title"]: offer["offer_id"] for offer in offers}
    made = await program.post("/api/matches", 200, {"kbs": ["cvs"], "job": {"text": JOB}})
    resumes = {match["name"]: match["resume_id"] for match in made["matches"]}
    return Fitting(program, board, ids, resumes)


@pytest.fixture
async def fitting(program: Program, board: ScriptedBoard) -> Fitting:
    """Without a language model."""
    return await open_fitting(program, board)


@pytest.fixture
async def talking(talking_program: Program, board: ScriptedBoard) -> Fitting:
    """With one that says what a test tells it to."""
    return await open_fitting(talking_program, board)
