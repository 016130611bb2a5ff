"""Many streams, many posts, idle clients, cancels and kills, against real server processes.

    python bench/streams.py [--quick] [--langgraph-python PYTHON] [--columns NAME ...]
        [--rows NAME ...]

A scripted language model that says 50 tokens a second is one process, all clients are another;
both run on the same cores as the server, whose share is told apart. The comparisons are the design
that Folioscope grew out of (seed_reference.py) and, given the Python of an environment that has
``langgraph-cli[inmem]``, LangGraph's development server with one node.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import streams_faults as faults
import streams_rows as rows
from reporting import print_heading
from streams_deployments import Deployment, deployed, folioscope, langgraph, seed
from streams_first_token import own_first_token
from streams_measuring import QUICK, BrokenDown, Cell, Cells, Row, Sizes
from streams_processes import Model, Postgres, language_model

from folioscope.doors.cli import COMMANDS

LOAD = (rows.many_streams, rows.steady_posts, rows.idle_clients, rows.many_cancels)
TARGETS = {
    "events lost / duplicated / reordered": "0 / 0 / 0",
    "tokens lost / duplicated / reordered": "0 / 0 / 0",
    "token to client, p50 / p99": "≤ 60 / ≤ 200 ms",
    "POST message": "p95 ≤ 30 ms",
    "own time to first token": "p95 ≤ 60 ms",
    "overhead to the first token": "p95 ≤ 80 ms",
    "idle clients: more memory": "≤ 300 MB",
    "idle clients: more processor time": "≤ 10 %",
    "cancel to closed connection": "p95 ≤ 300 ms",
    "taken up after kill -9 of the server": "SQLite ≤ 3 s, PostgreSQL ≤ 15 s",
    "taken up after kill -9 of a worker": "≤ 15 s",
    "runs that have not ended": "0",
    "after it against before": "≥ 95 % within 10 s",
}
Table = dict[str, dict[str, Cell]]
Column = tuple[str, Callable[[], Deployment], Sequence[Row], int]


def columns(
    folder: Path, model: Model, postgres: Postgres, python: Path | None
) -> Iterator[Column]:
    """What is measured: a name, what to start, the rows that apply, and how many workers."""
    restarted, killed = faults.database_restart, faults.killed_server
    yield "SQLite", lambda: folioscope("SQLite", folder / "lite", model), (*LOAD, killed), 0

    def embedded() -> Deployment:
        return folioscope("PostgreSQL", folder / "embedded", model, postgres)

    def apart() -> Deployment:
        return folioscope("two workers", folder / "apart", model, postgres, apart=True)

    yield "PostgreSQL", embedded, (*LOAD, killed, restarted), 0
    if "worker" in COMMANDS:
        yield "PostgreSQL, 2 workers", apart, (*LOAD, faults.killed_worker, restarted), 2
    yield "seed's design", lambda: seed(folder / "seed", model), (*LOAD, killed), 0
    if python is not None:
        made = folder / "langgraph"
        yield "LangGraph", lambda: langgraph(made, model, python), (*LOAD, killed), 0


def measure(column: Column, sizes: Sizes, wanted: Sequence[str]) -> dict[str, Cell]:
    """Every row that applies, each said as soon as it is known."""
    name, make, applicable, workers = column
    chosen = [row for row in applicable if not wanted or row.__name__ in wanted]
    cells: dict[str, Cell] = {}
    if not chosen:
        return cells
    with deployed(make(), workers) as deployment:
        for row in chosen:
            try:
                found = row(deployment, sizes)
            except BrokenDown as error:
                print(deployment.said(), file=sys.stderr)
                found = {row.__name__.replace("_", " "): Cell(str(error), met=False)}
            tell(name, found)
            cells |= found
    return cells


def tell(name: str, found: Cells) -> None:
    """Say at once what was found."""
    for figure, cell in found.items():
        print(f"{name}: {figure}: {cell}", file=sys.stderr, flush=True)


def print_table(table: Table) -> None:
    """One column a deployment, one row a figure."""
    figures = list(dict.fromkeys(figure for cells in table.values() for figure in cells))
    print(f"| figure | target | {' | '.join(table)} |")
    print(f"| --- | --- | {' | '.join('---' for _ in table)} |")
    for figure in figures:
        target = next((told for part, told in TARGETS.items() if part in figure), "")
        cells = " | ".join(str(cells.get(figure, Cell("—"))) for cells in table.values())
        print(f"| {figure} | {target} | {cells} |")
    print(flush=True)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small, in less than a minute or two")
    parser.add_argument("--langgraph-python", type=Path)
    parser.add_argument("--columns", nargs="*", default=[], help="only these columns")
    parser.add_argument("--rows", nargs="*", default=[], help="only these rows")
    options = parser.parse_args()
    sizes = QUICK if options.quick else Sizes()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    packages = ("uvicorn", "sqlalchemy", "psycopg", "procrastinate", "openai")
    print_heading(f"{sizes.streams} streams, and what else a server meets", *packages)
    print("The server, its database, the model and the clients share the cores named above.\n")
    table: Table = {}
    with tempfile.TemporaryDirectory() as name, language_model() as model:
        postgres = Postgres(Path(name) / "postgres")
        try:
            for column in columns(Path(name), model, postgres, options.langgraph_python):
                if not options.columns or column[0] in options.columns:
                    table[column[0]] = measure(column, sizes, options.rows)
            if not options.rows or "own_first_token" in options.rows:
                size = (1000, 10) if options.quick else (10_000, 100)
                timed = own_first_token(Path(name), model, postgres, *size)
                for column_name, cells in timed.items():
                    tell(column_name, cells)
                    table[column_name] = table.get(column_name, {}) | cells
        finally:
            postgres.close()
    print_table(table)


if __name__ == "__main__":
    main()
