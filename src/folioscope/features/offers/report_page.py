"""A report on offers as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

from folioscope.features.offers.report_figures import Figures, Pay
from folioscope.features.offers.report_plots import bars, columns

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; }}
h2 {{ margin-top: 2.5rem; font-size: 1.1rem; }}
.dim {{ opacity: .65; }}
svg {{ width: 100%; }}
</style></head><body>
<h1>{title}</h1>
<p class="dim">{told}</p>
{parts}
</body></html>
"""
HEADINGS = {
    "country": "Countries",
    "sector": "Sectors",
    "company": "Companies",
    "contract": "Contracts",
    "remote": "On site or remote",
    "skill": "Skills that offers name",
}
NAMES = {
    "fixed_term": "fixed term",
    "vie": "VIE",
    "via": "VIA",
    "none": "on site",
    "hybrid": "partly remote",
    "full": "remote",
    "unknown": "not told",
}


def as_html(figures: Figures, narrowed: Mapping[str, str], made_at: datetime) -> str:
    """The whole page. ``narrowed`` names the filters that the offers went through."""
    parts = [_group(name, figures.by.get(name, {})) for name in ("country", "sector")]
    if figures.months:
        parts.append("<h2>Months in which they were posted</h2>")
        parts.append(columns("offers by month", list(figures.months.items())))
    parts += [_pay(pay) for pay in figures.pay]
    parts.append(_group("skill", figures.by.get("skill", {}), _of_newest(figures)))
    parts.append(_group("company", figures.by.get("company", {})))
    parts += [_group(name, figures.by.get(name, {})) for name in ("contract", "remote")]
    title = f"{figures.offers:,} job offers" if figures.offers != 1 else "1 job offer"
    told = "; ".join(f"{name}: {value}" for name, value in narrowed.items()) or "all that are open"
    told = f"{told} – made on {made_at:%Y-%m-%d}"
    if not figures.offers:
        parts = ["<p>No offer fits.</p>"]
    return PAGE.format(title=escape(title), told=escape(told), parts="\n".join(filter(None, parts)))


def _of_newest(figures: Figures) -> str:
    return f" (the newest {figures.read:,})" if figures.read < figures.offers else ""


def _group(name: str, counts: Mapping[str, int], of: str = "") -> str:
    """A plot of the groups; nothing where the boards do not tell."""
    if not counts:
        return ""
    shown = {NAMES.get(key, key): count for key, count in counts.items()}
    heading = HEADINGS[name] + of
    return f"<h2>{escape(heading)}</h2>\n{bars(heading, shown)}"


def _pay(pay: Pay) -> str:
    told = (
        f"{pay.count:,} offers tell a salary in {pay.currency}, by the year: half of them between "
        f"{pay.lower:,.0f} and {pay.upper:,.0f}, the middle one {pay.middle:,.0f}."
    )
    shown = [(f"{low:,.0f}", count) for low, count in zip(pay.bins, pay.counts, strict=True)]
    heading = f"Yearly salaries in {pay.currency}"
    plot = columns(heading, shown)
    return f"<h2>{escape(heading)}</h2>\n<p>{escape(told)}</p>\n{plot}"
