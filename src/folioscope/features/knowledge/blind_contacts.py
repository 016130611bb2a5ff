"""How to reach somebody: mails, telephones, links, streets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folioscope.features.knowledge.blind_sheets import Sheet
from folioscope.features.knowledge.blind_spans import Span

PHONE_DIGITS = range(7, 16)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'’-]{1,64}[^\S\n]?(?:@|\(at\)|\[at\]|\{at\})[^\S\n]?"
    r"[\w-]{1,63}(?:(?:\.|[^\S\n]?(?:\(dot\)|\[dot\])[^\S\n]?)[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:https?://|www\.)[^\s|•<>\"]+", re.IGNORECASE)
_HOST = (
    r"(?:[\w-]{1,63}\.){1,4}(?:com|net|org|io|dev|me|info|app|page|site|name|blog|tech|ai|co|eu|uk|"
    r"us|ca|au|nz|ie|fr|de|at|ch|be|nl|lu|es|pt|it|pl|se|no|dk|fi|br|mx|ar|in|jp|cn|xyz|online|"
    r"design|studio|social|work|pro|bzh|cat|gal)"
)
_PATH = re.compile(rf"(?<![\w.@/-]){_HOST}/[^\s|•<>\"]+", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w.@/-]){_HOST}(?![\w-])(?:/[^\s|•<>\"]*)?", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.@/])@[\w.-]{2,40}")
_PHONE = re.compile(
    r"(?<![\w/])(?:\+|\b00)?[^\S\n]?\(?\d(?:[\d().\-/\u00a0\u2009\u202f ]{5,24})\d(?!\w)"
)
_GROUPED = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}")
_STREET = re.compile(
    r"\d{1,5}[^\S\n]?(?:bis|ter|[a-d]\b)?,?[^\S\n]+(?:rue|avenue|av\.|bd|bld|boulevard|allee|chemin|"
    r"place|impasse|quai|cours|route|square|passage|villa|sentier)[^\S\n]+[^\n|•·;\t]{2,70}|"
    r"\b[\w.'’-]{1,40}(?:strasse|straße|str\.|gasse|weg|platz|allee|ring|damm|ufer|steig)"
    r"[^\S\n]+\d{1,4}[^\S\n]?[a-z]?\b(?:,?[^\S\n]*(?:[a-z]-)?\d{4,5}[^\S\n]+[^\n|•·;\t,]{2,40})?|"
    r"\b(?:calle|c/|avenida|avda\.?|plaza|paseo|carrer|ronda|camino|travesia|glorieta|via|viale|"
    r"piazza|corso|largo|rua|travessa|praca)[^\S\n]+[^\n|•·;\t]{2,50}?\d{1,4}[^\n|•·;\t]{0,50}|"
    r"[^\W\d_][^\n|•·;\t,:]{2,40}[^\S\n]\d{1,4}[^\S\n]?[a-z]?,[^\S\n]*(?:[a-z]{1,2}-)?\d{4,5}"
    r"[^\S\n]+[^\W\d_][^\n|•·;\t,]{2,30}|"
    r"\d{1,4}[^\S\n]?[a-z]?,?[^\S\n]+[^\W\d_][^\n|•·;\t,:]{2,40},[^\S\n]*\d{5}[^\S\n]+[^\W\d_]"
    r"[^\n|•·;\t,]{2,30}",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]?,?[^\S\n]+(?:[A-Z][\w.'’-]{0,30}[^\S\n]{1,3}){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|"
    r"Ln|Drive|Dr|Way|Court|Ct|Close|Crescent|Square|Terrace|Boulevard|Blvd|Place|Row|Parkway|Pkwy|"
    r"Gardens)\b\.?[^\n|•·;\t]{0,60}"
)
_POSTAL = re.compile(r"(?<!\d)\d{4,5}(?!\d)")


def mails(sheet: Sheet) -> Iterator[Span]:
    """Addresses of mails, also those that are written out against robots."""
    for found in _EMAIL.finditer(sheet.text):
        yield Span(*found.span(), "email")


def links(sheet: Sheet) -> Iterator[Span]:
    """Addresses on the web; among the ways to reach somebody also names of hosts alone."""
    for pattern in (_SCHEME, _PATH, _HANDLE):
        for found in pattern.finditer(sheet.text):
            yield Span(found.start(), found.start() + len(found[0].rstrip(".,;:)")), "link")
    for start, end in sheet.within("contact"):
        for found in _BARE.finditer(sheet.text, start, end):
            yield Span(*found.span(), "link")


def phones(sheet: Sheet) -> Iterator[Span]:
    """Numbers of telephones; dates and years are none."""
    for found in _PHONE.finditer(sheet.text):
        is_near = sheet.is_within(found.start(), "contact")
        if _is_phone(found[0], is_near=is_near):
            yield Span(*found.span(), "phone")


def _is_phone(written: str, *, is_near: bool) -> bool:
    digits = sum(map(str.isdigit, written))
    if digits not in PHONE_DIGITS or _DATE.search(written):
        return False
    plain = written.strip().lstrip("(")
    if plain.startswith(("+", "00")) or _GROUPED.fullmatch(written.strip()):
        return True
    if _YEAR.search(written):
        return False
    return is_near or (plain.startswith("0") and digits > 8)


def streets(sheet: Sheet) -> Iterator[Span]:
    """Addresses with a street and a number; among what is told of work only with a postal code."""
    for found in _STREET.finditer(sheet.text):
        is_near = not sheet.is_resume or sheet.is_within(found.start(), "contact")
        if is_near or _POSTAL.search(found[0]):
            yield Span(*found.span(), "address")
    for found in _NAMED_STREET.finditer(sheet.text):
        yield Span(*found.span(), "address")
