"""A matrix of fit as a CSV file, or as one HTML page that needs nothing else."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from io import StringIO
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("rank", "name", "resume_id", "document_id", "job", "offer_id")
FIGURES = ("score", "at_most", "confidence", "is_ruled_out")
SIGNS = {"met": "●", "partly": "◐", "absent": "○", "unknown": "?"}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem;
  padding: 0 1rem; }}
table {{ border-collapse: collapse; margin: 1rem 0 2rem; font-size: 13px; }}
th, td {{ text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884;
  vertical-align: top; }}
.wide {{ overflow-x: auto; }}
.verdict {{ text-align: center; }}
.met {{ color: #2fa36b; }} .partly {{ color: #b7791f; }} .absent {{ color: #d6455d; }}
.unknown, .dim {{ opacity: .65; }}
.said {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }}
blockquote {{ margin: .2rem 0; padding-left: .6rem; border-left: 3px solid #8886;
  white-space: pre-line; }}
</style></head><body>
<h1>{title}</h1>
<p class="dim">{told}</p>
{parts}
</body></html>
"""


def as_csv(made: Mapping[str, Any]) -> str:
    """A line for each match, and a column for each requirement where there is one job."""
    job = made["jobs"][0] if len(made["jobs"]) == 1 else None
    asked = job["requirements"] if job else []
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*HEAD, *FIGURES, *(_harmless(f"{one['id']} {named(one)}") for one in asked)])
    for match in made["matches"]:
        verdicts = {one["requirement_id"]: one["verdict"] for one in match["judgements"]}
        title = made["jobs"][match["job"]]["title"]
        head = {**match, "job": title}
        writer.writerow(
            [
                *(_harmless(head[name]) for name in HEAD),
                *(match[name] if match[name] is not None else "" for name in FIGURES),
                *(verdicts.get(one["id"], "") for one in asked),
            ]
        )
    return text.getvalue()


def named(requirement: Mapping[str, Any]) -> str:
    """What a requirement asks for, in few words."""
    return " / ".join(option["name"] for option in requirement["options"])


def _harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text.startswith(FORMULA) else text


def as_html(made: Mapping[str, Any]) -> str:
    """The whole page: a matrix for each job, then each match with its quotes."""
    parts = [
        part
        for number, job in enumerate(made["jobs"])
        for part in _of_job(job, [one for one in made["matches"] if one["job"] == number])
    ]
    count = len(made["matches"])
    told = f"{count} of {made['total']} matches, best first; roles counted up to {made['as_of']}"
    titles = {job["title"] or "Fit" for job in made["jobs"]}
    title = titles.pop() if len(titles) == 1 else f"Fit to {len(made['jobs'])} jobs"
    return PAGE.format(title=escape(title), told=escape(told), parts="\n".join(parts))


def _of_job(job: Mapping[str, Any], matches: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not matches:
        return
    company = f" – {escape(job['company'])}" if job["company"] else ""
    yield f"<h2>{escape(job['title'])}{company}</h2>"
    for note in job["notes"]:
        yield f'<p class="dim">{escape(note["message"])}</p>'
    heads = "".join(
        f'<th scope="col" title="{escape(named(one))}">{escape(one["id"])}</th>'
        for one in job["requirements"]
    )
    rows = "".join(_row(match) for match in matches)
    yield (
        '<div class="wide"><table><tr><th>rank</th><th>name</th><th>score</th><th>at most</th>'
        f"<th>confidence</th>{heads}</tr>{rows}</table></div>"
    )
    yield _asked(job["requirements"])
    yield from (_details(match, job["requirements"]) for match in matches)


def _row(match: Mapping[str, Any]) -> str:
    cells = "".join(
        f'<td class="verdict {one["verdict"]}" title="{escape(one["reason"])}">'
        f'{SIGNS[one["verdict"]]}<span class="said"> {one["verdict"]}</span></td>'
        for one in match["judgements"]
    )
    out = ' <span class="absent">ruled out</span>' if match["is_ruled_out"] else ""
    figures = "".join(f"<td>{_percent(match[name])}</td>" for name in FIGURES[:3])
    return f"<tr><td>{match['rank']}</td><td>{escape(match['name'])}{out}</td>{figures}{cells}</tr>"


def _asked(requirements: Sequence[Mapping[str, Any]]) -> str:
    items = "".join(
        f"<li>{escape(one['id'])} <b>{one['need']}</b> ×{one['weight']}: {escape(named(one))} "
        f'<span class="dim">“{escape(one["text"])}”</span></li>'
        for one in requirements
    )
    return f"<details open><summary>What is asked</summary><ul>{items}</ul></details>"


def _details(match: Mapping[str, Any], requirements: Sequence[Mapping[str, Any]]) -> str:
    texts = {one["id"]: named(one) for one in requirements}
    items = "".join(_detail(one, texts) for one in match["judgements"])
    head = f"{match['rank']}. {match['name']}: {_percent(match['score'])}"
    return f"<details><summary>{escape(head)}</summary><ul>{items}</ul></details>"


def _detail(judged: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    quotes = "".join(
        f"<blockquote>{escape(proof['quote'])}{_page(proof)}</blockquote>"
        for proof in judged["proofs"]
    )
    text = escape(texts.get(judged["requirement_id"], ""))
    verdict = judged["verdict"]
    return (
        f'<li><span class="{verdict}">{SIGNS[verdict]} {verdict}</span> '
        f"{escape(judged['requirement_id'])} {text}<br>{escape(judged['reason'])}{quotes}</li>"
    )


def _page(proof: Mapping[str, Any]) -> str:
    return f' <span class="dim">(page {proof["page"]})</span>' if proof["page"] is not None else ""


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value}%"
