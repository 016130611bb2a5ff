"""The server's own time to the first token of an answer, over a base of many chunks."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx2
import numpy as np
from documentation import filled, queries
from program import MODEL
from sqlalchemy import create_engine, func, insert, select, text
from streams_deployments import Deployment, deployed, folioscope
from streams_measuring import Cell, Load
from streams_processes import Model, Postgres, migrate

from folioscope.backends.registry import load
from folioscope.platform.database.base import Base
from folioscope.platform.database.engine import parse_url

PACE = {"gap": 0.0, "tokens": 3}


def own_first_token(
    folder: Path, model: Model, postgres: Postgres, chunks: int, questions: int
) -> dict[str, dict[str, Cell]]:
    """The figure on both databases, by the name of the column."""
    asked = queries(questions)
    source = folder / "filled"
    shutil.copytree(filled(chunks), source)
    asyncio.run(migrate(f"sqlite:///{source / 'folioscope.db'}"))
    embedding = _embedding_milliseconds(asked)

    def on_sqlite() -> Deployment:
        return folioscope("SQLite", source, model)

    def on_postgres() -> Deployment:
        made = folioscope("PostgreSQL", folder / "filled_postgres", model, postgres)
        copy_rows(f"sqlite:///{source / 'folioscope.db'}", made.database)
        return made

    # PostgreSQL first: its rows are copied before the other server writes its own.
    made: dict[str, Callable[[], Deployment]] = {"PostgreSQL": on_postgres, "SQLite": on_sqlite}
    return {name: _measured(make(), asked, embedding, chunks) for name, make in made.items()}


def _measured(
    deployment: Deployment, asked: list[str], embedding: float, chunks: int
) -> dict[str, Cell]:
    deployment.model.script(**PACE)
    bare = _bare_milliseconds(deployment.model, asked)
    with deployed(deployment):
        seen = Load(deployment, "first_token", questions=[*asked[:5], *asked]).answer()
    moments = np.array(seen["moments"][5:]) / 1000
    whole = moments[:, 2] - moments[:, 0] - embedding
    before = moments[:, 1] - moments[:, 0] - embedding
    middle, p95 = np.percentile(whole, (50, 95))
    over, over_p95 = np.percentile(moments[:, 2] - moments[:, 0] - bare, (50, 95))
    told = f"{middle:.0f} / {p95:.0f} ms, {np.median(before):.0f} ms of it before the model speaks"
    name = f"own time to first token over {chunks:,} chunks, p50 / p95"
    return {
        name: Cell(told, bool(p95 <= 60)),
        "… and embedding the question, taken off above": Cell(f"{embedding:.1f} ms"),
        "overhead to the first token over the bare model, all included, p50 / p95": Cell(
            f"{over:.0f} / {over_p95:.0f} ms ({bare:.1f} ms by itself)", bool(over_p95 <= 80)
        ),
    }


def _bare_milliseconds(model: Model, asked: list[str]) -> float:
    """What the model takes to its first token when it is asked by itself."""
    samples = []
    with httpx2.Client() as client:
        for question in asked:
            body = {
                "model": "bench",
                "stream": True,
                "messages": [{"role": "user", "content": question}],
            }
            start = perf_counter()
            with client.stream("POST", f"{model.url}/chat/completions", json=body) as response:
                lines = response.iter_lines()
                next(line for line in lines if "content" in line)
                samples.append(1000 * (perf_counter() - start))
                list(lines)
    return median(samples)


def _embedding_milliseconds(asked: list[str]) -> float:
    """What embedding a question takes by itself."""
    with tempfile.TemporaryDirectory() as cache:
        opened = load("embeddings", "local")(MODEL, cache_dir=Path(cache), threads=1)
        samples = []
        for question in asked:
            start = perf_counter()
            opened.embed_query(question)
            samples.append(1000 * (perf_counter() - start))
    return median(samples)


def copy_rows(source: str, target: str) -> None:
    """Copy what is in one database to another, table by table."""
    url = parse_url(target).set(drivername="postgresql+psycopg")
    with create_engine(source).connect() as reader, create_engine(url).begin() as writer:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in reader.execute(select(table)).mappings()]
            for first in range(0, len(rows), 1000):
                writer.execute(insert(table), rows[first : first + 1000])
            if "id" in table.columns and table.columns["id"].type.python_type is int:
                highest = select(func.max(table.columns["id"]))
                name = f"pg_get_serial_sequence('{table.name}', 'id')"
                count = writer.scalar(highest)
                writer.execute(text(f"SELECT setval({name}, {count or 1})"))
