"""What every bench shares: the machine and the versions, the figures, and how they are printed."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

import numpy as np


@dataclass(frozen=True, slots=True)
class Target:
    """The bound of a figure; ``of`` says whether it holds for the median or the 95th percentile."""

    bound: float
    at_least: bool = False
    of: str = "median"


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured several times."""

    name: str
    samples: Sequence[float]
    unit: str
    target: Target | None = None

    @property
    def median(self) -> float:
        """Half of the samples are below."""
        return median(self.samples)

    @property
    def p95(self) -> float:
        """Nineteen samples of twenty are below."""
        return float(np.percentile(self.samples, 95))

    def judged(self) -> tuple[str, str]:
        """The target and whether it is met."""
        if self.target is None:
            return "", ""
        value = self.p95 if self.target.of == "p95" else self.median
        at_least, bound = self.target.at_least, self.target.bound
        told = f"{'≥' if at_least else '≤'} {bound:g} {self.unit} ({self.target.of})"
        return told, "yes" if (value >= bound if at_least else value <= bound) else "NO"


def print_heading(title: str, *packages: str) -> None:
    """Say what was measured, when, where and with which versions."""
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    load = os.getloadavg()[0]
    print(f"\n## {title}\n")
    print(f"{datetime.now(UTC).date()}, {machine()}, load {load:.1f} at the start.")
    print(f"Python {platform.python_version()}, folioscope {_version('folioscope')}, {versions}.\n")


def print_figures(figures: Sequence[Figure]) -> None:
    """Print one table."""
    print("| figure | median | p95 | n | target | met |")
    print("| --- | --- | --- | --- | --- | --- |")
    for figure in figures:
        told, met = figure.judged()
        tail = _shown(figure.p95, figure.unit) if len(figure.samples) > 1 else ""
        print(
            f"| {figure.name} | {_shown(figure.median, figure.unit)} | {tail} "
            f"| {len(figure.samples)} | {told} | {met} |"
        )
    print(flush=True)


def machine() -> str:
    """The processor, its cores and the memory, as Linux names them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return f"{os.cpu_count()} x {platform.machine()}"
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = names[0] if names else platform.machine()
    return f"{os.cpu_count()} cores of {name}, {memory:.0f} GiB"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _shown(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".rstrip()
