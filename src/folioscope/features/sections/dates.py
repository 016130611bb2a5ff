"""Dates and spans of time in the lines of a CV, as they are written in six languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern

_MONTHS = """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    janv fev fevr avr juil
    januar februar marz maerz juni juli oktober dezember janner jaenner okt dez mrz
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
    diciembre ene abr ago dic
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro out
    spring summer fall autumn winter printemps ete automne hiver fruhjahr sommer herbst
    primavera verano otono invierno estate autunno inverno verao outono early mid late
    sommersemester wintersemester ws ss q1 q2 q3 q4
"""
_NOW = """
    present, presently, current, currently, now, today, ongoing, to date, date, till date,
    aujourd'hui, aujourd’hui, ce jour, a ce jour, maintenant, actuellement, actuel, en cours,
    heute, jetzt, laufend, aktuell, dato, gegenwart,
    actualidad, la actualidad, la fecha, presente, el presente, actual, actualmente, hoy,
    oggi, ad oggi, in corso, attuale, attualmente,
    atual, atualmente, o momento, momento, hoje, o presente
"""
_SINCE = """
    since, from, depuis, depuis le, a partir de, seit, ab, desde, desde el, dal, da, a partire da
"""
_UNTIL = """
    to, until, till, til, thru, through, and, bis, bis zum, a, au, jusqu'a, jusqu’a, jusqu'en,
    jusqu'au, al, hasta, hasta la, ate, ate o, fino a, fino ad, ad, e, a la
"""
# The last two are dashes in UTF-8 that were read as Windows-1252 and then folded.
_DASH = r"(?:[-‐‑‒–—―−~→>\ue000-\uf8ff]{1,2}|i¼|a€“)"


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    plain = (" ".join(word.split()) for word in words)
    return f"(?:{'|'.join(sorted(plain, key=len, reverse=True))})"


_YEAR = r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)"
_MONTH = rf"{_either(_MONTHS.split())}\b\.?,?"
_POINT = (
    r"(?:"
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er)?\.?\s+)?\b{_MONTH}\s*(?:d[eil]l?\s+)?"
    rf"(?:\d{{1,2}},\s*)?(?:{_YEAR}|['’]\d\d\b)"
    rf"|(?<![\d/])(?:\d{{1,2}}\s?[./-]\s?)?(?:0?[1-9]|1[0-2])\s?[./-]\s?{_YEAR}"
    rf"|{_YEAR}\s?[./-]\s?(?:0[1-9]|1[0-2])(?:\s?[./-]\s?[0-3]\d)?(?!\d)(?![./-]\d)"
    rf"|{_YEAR}(?:/{_YEAR})?"
    r")"
)
_SEPARATOR = rf"(?:\s*{_DASH}\s*|\s+{_either(_UNTIL.split(','))}\s+)"
_LAST = rf"(?:{_POINT}|{_either(_NOW.split(','))}(?!\w))"
_RANGE = late_pattern(
    rf"(?:(?<!\S)(?:from|since|de|du|depuis|von|del|desde|dal|da|entre|between)\s+)?{_POINT}{_SEPARATOR}{_LAST}"
    rf"|\b(?:{_MONTH}){_SEPARATOR}{_MONTH}\s*{_YEAR}"
    rf"|{_YEAR}\s?[/–-]\s?(?:1[3-9]|[2-9]\d|{_YEAR})(?!\d)"
    rf"|\b{_either(_SINCE.split(','))}\s+{_POINT}"
    rf"|{_MONTH}\s*{_YEAR}\s\s+(?:{_MONTH}\s*{_YEAR}|{_either(_NOW.split(','))}(?!\w))"
    rf"|{_POINT}\s*[–—-](?=\s*$)"
)
_SINGLE = late_pattern(_POINT)
_LIKELY = late_pattern(r"(?:19|20|['’])\d\d")  # most lines have no date and are done with this


@dataclass(frozen=True, slots=True)
class Period:
    """``text[start:end]`` is a date, or a span of time when ``is_range``."""

    start: int
    end: int
    is_range: bool


def period_in(text: str) -> Period | None:
    """The first span of time in a line, or else its first date."""
    if not _LIKELY.search(text):
        return None
    folded = fold(text)
    if found := _RANGE.search(folded):
        return Period(*found.span(), is_range=True)
    found = _SINGLE.search(folded)
    return Period(*found.span(), is_range=False) if found else None
