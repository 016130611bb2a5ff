"""The rows of the load table in which nothing dies."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from streams_deployments import Deployment
from streams_measuring import Cell, Cells, Load, Sizes, held, settled, stored_rows
from streams_usage import memory_of, share_of, used_by


def many_streams(deployment: Deployment, sizes: Sizes) -> Cells:
    """Many answers at once, each followed by a client."""
    deployment.model.script(gap=0.02, tokens=sizes.tokens)
    log = deployment.processes.folder / "heard.jsonl"
    arguments = {"count": sizes.streams, "tokens": sizes.tokens, "log": str(log)}
    load = Load(deployment, "streams", **arguments)
    load.line()
    before = used_by(deployment)
    seen = load.answer()
    used = {name: now - before[name] for name, now in used_by(deployment).items()}
    used["clients"] = seen["client_seconds"]
    used["others"] = used.pop("machine") - sum(used.values())
    shares = ", ".join(
        f"{name} {100 * spent / seen['seconds']:.0f} %" for name, spent in used.items()
    )
    thousands = sizes.streams * sizes.tokens / 1000
    spent = sum(used.get(part, 0) for part in ("server", "workers", "database"))
    middle, most, _ = seen["lags"]
    wrong = [seen[name] for name in ("lost", "duplicated", "reordered")]
    cells = {
        "tokens lost / duplicated / reordered": _counts(wrong),
        "answers written at once, at the most": Cell(f"{_at_once(deployment)} of {sizes.streams}"),
        "tokens a second that arrive": Cell(f"{seen['rate']:,.0f}"),
        "token to client, p50 / p99": Cell(
            f"{middle:.0f} / {most:,.0f} ms", middle <= 60 and most <= 200
        ),
        "cores used meanwhile": Cell(shares),
        "processor time a thousand tokens": Cell(f"{1000 * spent / thousands:.0f} ms"),
    }
    if deployment.database:
        cells["events lost / duplicated / reordered"] = _counts(_compare(deployment, log))
    return cells


def _at_once(deployment: Deployment) -> int:
    """How many answers the model was giving when it gave the most."""
    log = deployment.model.log()
    begun = [(answer["asked"], 1) for answer in log]
    over = [(answer["ended"] or answer["left"], -1) for answer in log]
    return max(accumulate(step for _, step in sorted(begun + over)))


def _counts(wrong: Iterable[int]) -> Cell:
    counts = list(wrong)
    return Cell(" / ".join(f"{count:,}" for count in counts), not any(counts))


def _compare(deployment: Deployment, log: Path) -> list[int]:
    """How many events of the table no client saw, or saw twice, or in another order or form."""
    lost = duplicated = reordered = 0
    for line in log.read_text(encoding="utf-8").splitlines():
        heard = json.loads(line)
        query = f"SELECT seq, type, data FROM run_events WHERE run_id = '{heard['run']}'"
        stored = [
            (str(seq), kind, data) for seq, kind, data in stored_rows(deployment.database, query)
        ]
        seen = [tuple(event) for event in heard["events"]]
        lost += len(set(stored) - set(seen))
        duplicated += len(seen) - len(set(seen))
        order = [int(number) for number, _, _ in seen]
        reordered += sum(b < a for a, b in pairwise(order))
        reordered += len(set(seen) - set(stored))
    return [lost, duplicated, reordered]


def steady_posts(deployment: Deployment, sizes: Sizes) -> Cells:
    """Questions at a steady rate, each answered in a fifth of a second."""
    deployment.model.script(gap=0.02, tokens=10)
    arguments = {"rate": sizes.post_rate, "seconds": sizes.post_seconds, "warm": sizes.post_rate}
    seen = Load(deployment, "posts", **arguments).answer()
    middle, p95 = np.percentile(seen["samples"] or [float("inf")], (50, 95))
    refused = f", {seen['refused']} refused ({seen['reason'][0]})" if seen["refused"] else ""
    told = Cell(f"{middle:.0f} / {p95:,.0f} ms{refused}", bool(p95 <= 30) and not refused)
    settled(deployment, sizes)
    return {f"POST message at {sizes.post_rate}/s, p50 / p95": told}


def idle_clients(deployment: Deployment, sizes: Sizes) -> Cells:
    """Clients that follow runs which say nothing."""
    runs = held(deployment, 20, first_after=28.0, tokens=1)
    memory, share = memory_of(deployment), share_of(deployment, 2.0)
    load = Load(deployment, "idle", clients=sizes.idle_clients, runs=runs)
    load.line()
    time.sleep(1.0)
    grown, busy = memory_of(deployment) - memory, share_of(deployment, sizes.idle_seconds)
    load.tell("enough")
    still_open = load.answer()["open"]
    more = {name: busy[name] - share[name] for name in busy}
    told = f"{100 * more['server']:.1f} % of a core"
    told += f", database {100 * more['database']:.1f} %" if "database" in more else ""
    all_open = still_open == sizes.idle_clients
    settled(deployment, sizes)
    of = f"{sizes.idle_clients:,} idle clients"
    return {
        f"{of}: more memory": Cell(f"{grown:.0f} MB", grown <= 300 and all_open),
        f"{of}: more processor time": Cell(told, more["server"] <= 0.1 and all_open),
    }


def many_cancels(deployment: Deployment, sizes: Sizes) -> Cells:
    """From the POST of a cancel to the model's connection being closed."""
    deployment.model.script(gap=0.02, tokens=1000)
    sent = Load(deployment, "cancels", count=sizes.cancels, at_once=10).answer()["sent"]
    left = {one["tag"]: one["left"] for one in deployment.model.log() if one["left"]}
    waited = [(left[tag] - at) / 1000 for tag, at in sent.items() if tag in left]
    middle, p95 = np.percentile(waited or [float("inf")], (50, 95))
    told = f"{middle:.0f} / {p95:.0f} ms ({len(waited)} of {len(sent)})"
    met = bool(p95 <= 300) and len(waited) == len(sent)
    return {"cancel to closed connection, p50 / p95": Cell(told, met)}
