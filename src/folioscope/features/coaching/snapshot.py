"""What a session is about, as it was when the session began."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from folioscope.features.coaching.texts import job_text, one_line, resume_text

ID_LETTERS = 24
"""Of an id or digest, so that two of them are the name of a base: 96 bits each."""
LONGEST_TITLE = 120
NAME_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Job:
    """A job that somebody considers; ``offer_id`` where it is one of the offers."""

    title: str
    company: str
    text: str
    offer_id: str | None = None

    @property
    def job_id(self) -> str:
        """What names it: the id of the offer, or a digest of its text."""
        told = f"{self.title}\n{self.company}\n{self.text}"
        return (self.offer_id or hashlib.sha256(told.encode()).hexdigest())[:ID_LETTERS]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A résumé and a job, never changed. ``person`` is whose résumé it is, where it says so."""

    person: str
    resume: Mapping[str, Any]
    title: str
    company: str
    text: str

    @property
    def files(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two texts under the names that citations show: of the résumé, and of the job.

        A digest in the name tells versions of one text apart, which share a base.
        """
        resume, job = resume_text(self.resume), job_text(self.title, self.company, self.text)
        of_job = " at ".join(part for part in (self.title, self.company) if part)
        return _named("Résumé", self.person, resume), _named("Job", of_job, job)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)


def snapshot_of(told: Mapping[str, Any]) -> Snapshot:
    """A snapshot as it was stored."""
    return Snapshot(**{name: told[name] for name in Snapshot.__dataclass_fields__})


def first_line(text: str) -> str:
    """What a job is called that has no title: its first line that says something."""
    lines = (one_line(line.strip(" #*_-\t")) for line in text.splitlines())
    return next((line for line in lines if line), "")[:LONGEST_TITLE].strip()


def _named(kind: str, about: str, text: str) -> tuple[str, str]:
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    plain = one_line("".join("-" if letter in "/\\" else letter for letter in about))
    shown = f"{kind}, {plain[:NAME_LETTERS].strip()}" if plain else kind
    return f"{shown} ({digest}).md", text
