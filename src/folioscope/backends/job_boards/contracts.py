"""The kind of contract and of hours that a board's own labels name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from folioscope.backends.job_boards.port import Contract

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES: tuple[tuple[Contract, str], ...] = (
    ("apprenticeship", r"apprentice\w*|apprenti|apprentissage|alternance|alternant|ausbildung"),
    ("internship", r"intern|interns|internship|stage|stagiaire|praktik\w*|trainee|practicas"),
    ("vie", r"vie"),
    ("via", r"via"),
    ("freelance", r"freelance\w*|contractor|independent|independant|freiberuf\w*|autonomo"),
    ("temporary", r"temp|temporary|interim|seasonal|saisonnier|zeitarbeit"),
    ("fixed_term", r"cdd|fixed\s?term|befristet\w*|contract|determinee?"),
    ("permanent", r"cdi|permanent\w*|unbefristet\w*|festanstellung|indefinido"),
)
_KINDS = tuple((kind, re.compile(rf"\b(?:{names})\b")) for kind, names in _NAMES)
_PERMANENT_FIRST = re.compile(r"\b(?:unbefristet\w*|indeterminee?|cdi)\b")
_FULL = re.compile(
    r"\b(?:full\s?time|full (?:or|and) part|temps plein|temps complet|vollzeit|jornada completa)\b"
)
_PART = re.compile(r"\b(?:part\s?time|temps partiel|teilzeit|media jornada)\b")


def contract_of(*labels: object) -> Contract | None:
    """The contract that the first telling label names; “Full-time” alone names none."""
    for label in map(_words, labels):
        if _PERMANENT_FIRST.search(label):
            return "permanent"
        for kind, pattern in _KINDS:
            if pattern.search(label):
                return kind
    return None


def is_full_time(*labels: object) -> bool | None:
    """Whether the labels say full time or part time; None where they say neither, or both."""
    words = " / ".join(map(_words, labels))
    is_full, is_part = bool(_FULL.search(words)), bool(_PART.search(words))
    return None if is_full == is_part else is_full


def _words(label: object) -> str:
    return _folded(label) if isinstance(label, str) else ""


@lru_cache(maxsize=512)
def _folded(label: str) -> str:
    parts = unicodedata.normalize("NFKD", _CAMEL.sub(" ", label).lower())
    kept = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", kept).split())
