"""Alerts, dashboard and how-to name figures that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from folioscope.telemetry.metrics import COUNTERS, GAUGES, PREFIX, TIMES, Metrics

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("deploy/observability/alerts.yaml", "deploy/observability/dashboard.json")


def names() -> set[str]:
    """Every name under which Prometheus keeps a figure of ours."""
    counted = {f"{PREFIX}_{name}_total" for name in COUNTERS}
    timed = {
        f"{PREFIX}_{name}_seconds_{part}" for name in TIMES for part in ("bucket", "count", "sum")
    }
    return counted | timed | {f"{PREFIX}_{name}" for name in GAUGES}


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_that_is_asked_for_is_told(place: str) -> None:
    asked = set(re.findall(r"\bfolioscope_[a-z_]+", (ROOT / place).read_text()))
    assert asked, place
    assert asked - names() == set()


def test_the_invariants_have_alerts_and_places() -> None:
    alerts = (ROOT / PLACES[0]).read_text()
    for name in ("event_gaps_total", "fences_lost_total", "queue_age_seconds", "database_up"):
        assert f"folioscope_{name}" in alerts


def test_alerts_are_rules_with_a_sentence_each() -> None:
    groups: list[Any] = yaml.safe_load((ROOT / PLACES[0]).read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 8
    assert all(rule["expr"] and rule["annotations"]["summary"].endswith(".") for rule in rules)


def test_the_dashboard_is_one_whose_panels_are_apart() -> None:
    panels = json.loads((ROOT / PLACES[1]).read_text())["panels"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels) == len({panel["id"] for panel in panels})
    assert all(target["expr"] for panel in panels for target in panel["targets"])


def test_the_how_to_names_figures_that_there_are() -> None:
    text = (ROOT / "docs/howto/logs-metrics-traces.md").read_text()
    told = set(re.findall(r"\bfolioscope_[a-z_]+[a-z]", text)) - {"folioscope_runs"}
    known = {*names(), *(f"{PREFIX}_{name}_seconds" for name in TIMES)}
    assert told - known == set()


def test_a_registry_tells_all_of_them_and_those_of_the_process() -> None:
    text = Metrics().text().decode()
    for name in (*(f"{each}_total" for each in COUNTERS), *GAUGES):
        assert f"# TYPE {PREFIX}_{name.removesuffix('_total')}" in text
    assert "process_resident_memory_bytes" in text
