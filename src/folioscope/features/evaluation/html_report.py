"""A report as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from folioscope.features.evaluation.plots import bars, histogram
from folioscope.features.evaluation.report import is_better
from folioscope.features.evaluation.wording import expected, faults, measure

MOST_SHOWN = 100  # questions of a variant
COLUMNS = {
    "question": 18,
    "expected": 16,
    "what is wrong": 16,
    "answer": 28,
    "cited": 13,
    "recall / citations": 9,
}
"""The columns of the table of questions, and how many hundredths of it each takes."""

NEVER_SHARES = ("_ms", "tokens", "questions", "failed")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; font-size: 13px; }}
th, td {{ text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884;
  vertical-align: top; overflow-wrap: anywhere; }}
.better {{ color: #2fa36b; }} .worse {{ color: #d6455d; }} .dim {{ opacity: .65; }}
.wide {{ overflow-x: auto; }}
.questions {{ table-layout: fixed; min-width: 60rem; }}
.questions td {{ white-space: pre-line; }}
svg {{ max-width: 46rem; width: 100%; }}
</style></head><body>
<h1>{title}</h1>
<p class="dim">{told}</p>
{parts}
</body></html>
"""


def as_html(made: Mapping[str, Any]) -> str:
    """The whole page: figures, plots, and the questions with what came of them, worst first."""
    parts = [_figures(made), _shares(made)]
    for variant in made["variants"]:
        own = [row for row in made["questions"] if row["variant"] == variant["name"]]
        times = [row["answer_ms"] for row in own if row["answer_ms"] is not None]
        if times:
            parts.append(f"<h2>{escape(variant['name'])}: time to the whole answer</h2>")
            parts.append(histogram("time to the whole answer", times, "ms"))
        parts.append(f"<h2>{escape(variant['name'])}: the questions, worst first</h2>")
        parts.append(_questions(own, made["k"]))
    told = f"{made['begun_at']}, ranking measures at {made['k']}"
    return PAGE.format(title=escape(made["name"]), told=escape(told), parts="\n".join(parts))


def _shares(made: Mapping[str, Any]) -> str:
    names = [name for name in made["variants"][0]["figures"] if not _is_amount(name)]
    values = {
        name: [(variant["name"], variant["figures"][name]) for variant in made["variants"]]
        for name in names
        if any(variant["figures"][name] is not None for variant in made["variants"])
    }
    return bars("measures by variant", values)


def _is_amount(name: str) -> bool:
    return any(part in name for part in NEVER_SHARES)


def _figures(made: Mapping[str, Any]) -> str:
    variants = made["variants"]
    head = "".join(f"<th>{escape(variant['name'])}</th>" for variant in variants)
    rows = [
        f"<tr><td>{escape(name)}</td>{''.join(_figure(name, one) for one in variants)}"
        f'<td class="dim">{escape(measure(name))}</td></tr>'
        for name in variants[0]["figures"]
    ]
    return f"<table><tr><th>measure</th>{head}<th>what it is</th></tr>{''.join(rows)}</table>"


def _figure(name: str, variant: Mapping[str, Any]) -> str:
    value, difference = variant["figures"][name], variant["differences"][name]
    if value is None:
        return '<td class="dim">–</td>'
    told = f"{value:.0f}" if _is_amount(name) else f"{value:.3f}"
    if difference:
        tone = "better" if is_better(name, difference) else "worse"
        moved = f"{difference:+.0f}" if _is_amount(name) else f"{difference:+.3f}"
        told += f' <span class="{tone}">{moved}</span>'
    return f"<td>{told}</td>"


def _questions(rows: Sequence[Mapping[str, Any]], k: int) -> str:
    ordered = sorted(rows, key=lambda row: _worth(row, k))[:MOST_SHOWN]
    body = "".join(_question(row, k) for row in ordered)
    left = len(rows) - len(ordered)
    more = f"<p>and {left} more, in questions.csv</p>" if left else ""
    widths = "".join(f'<col style="width: {width}%">' for width in COLUMNS.values())
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    return (
        f'<div class="wide"><table class="questions"><colgroup>{widths}</colgroup>'
        f"<tr>{head}</tr>{body}</table></div>{more}"
    )


def _question(row: Mapping[str, Any], k: int) -> str:
    cells = (
        row["question"],
        expected(row),
        "\n".join(faults(row, k)) or "all right",
        row["error"] or row["answer"] or "",
        "\n".join(dict.fromkeys(row["cited"])),
        f"{_share(row[f'recall@{k}'])} / {_share(row['citation_precision'])}",
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _worth(row: Mapping[str, Any], k: int) -> float:
    if row["error"]:
        return -1.0
    names = (f"recall@{k}", "mrr", "citation_precision", "citation_recall", "abstained_rightly")
    known = [row[name] for name in names if row[name] is not None]
    return sum(known) / len(known) if known else 0.0
