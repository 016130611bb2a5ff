"""The things that a line of an offer names: skills, languages, degrees, papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folioscope.features.knowledge.fact_keys import key_of
from folioscope.features.knowledge.fact_languages import spoken_in
from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.fact_mentions import Names, mentions
from folioscope.features.matching.domain_words import content_words
from folioscope.features.matching.job_words import SCRIPTS, any_of, names, pattern, phrases
from folioscope.features.matching.requirements import Kind, Option
from folioscope.late_patterns import late_pattern

NATIVE = "native"
SHORT_LINE = 6  # words; in so few a language is meant where one is named
_CONTEXT = pattern("languages", "context")
_GOOD = late_pattern(rf"(?:{any_of(phrases('languages', 'good'))})\s*$")
_DEGREES = {level: pattern("degrees", level) for level in names("degrees")}
_PAPERS: dict[str, re.Pattern[str]] = {name: pattern("papers", name) for name in names("papers")}
_AREA = late_pattern(
    r"(?:\s*'s)?(?:\s*(?:degree|diploma|diplome|abschluss|studium|titulo|grado|"
    r"of\s+(?:science|arts)))?(?:\s*(?:or\s+higher|ou\s+plus|oder\s+hoher))?(?:\s*[(,])?\s*"
    r"(?:in|en|als|zum|zur|der|des|im|di|of|de|d'|du|fachrichtung|specialite|mention|major\s+in)\s+"
    r"([^,;.()|]{3,60})"
)
_AREA_ENDS = late_pattern(
    r"\s+(?:or|and|ou|et|oder|und|o|y|with|avec|mit|con|plus|is|est|ist|es|required|preferred|"
    r"exige|requis|erforderlich|obligatorio|desirable|souhaite)\b.*"
)
_OPEN = (" in", " im", " en", " de", " di", " als")
_MORE_AREA = late_pattern(r"\s*(?:,|/|\bor\b|\bou\b|\boder\b|\bo\b|\bu\b)\s*([^,;.()|/]{3,40})")
_NOT_MASTER = late_pattern(r"(?:scrum\s|web|post)$")
_NOT_DEGREE = late_pattern(r"\s*(?:data|of ceremonies|plan|class|branch)\b")
_LABEL = late_pattern(rf"(?:{any_of(phrases('papers', 'label'))})\s?[:：]\s?([^,;()]{{2,80}})")
_WORD = rf"(?!(?:{any_of(phrases('sentences', 'ends'))})(?!\w))[\w+#.&'-]+"
_BEFORE = late_pattern(rf"(?<![\w+#.&'-])(?:{_WORD}\s){{1,3}}$")
_AFTER = late_pattern(rf"(?:\s{_WORD}){{0,4}}")
_DRIVING = late_pattern(r"driv|conduc|conduire|guida|pilot")
_EQUIVALENT = pattern("between", "equivalent")
_LATIN = late_pattern(rf"[^{SCRIPTS}]+")
ASIAN_TONGUES = {
    "英語": "en",
    "日本語": "ja",
    "中国語": "zh",
    "韓国語": "ko",
    "フランス語": "fr",
    "ドイツ語": "de",
    "スペイン語": "es",
}
ASIAN_LEVELS = {
    "ネイティブ": NATIVE,
    "ビジネス": "C1",
    "流暢": "C1",
    "日常会話": "B1",
    "初級": "A2",
}
_TONGUES = late_pattern("|".join(ASIAN_TONGUES))


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a line asks for, and where in the line it stands."""

    start: int
    end: int
    option: Option


def items_of(text: str, folded: str) -> list[Item]:
    """What a line names, in its order, no two in the same place."""
    found = [
        *_papers(text, folded),
        *_degrees(text, folded),
        *_languages(text, folded),
        *_skills(text),
    ]
    kept: list[Item] = []
    for item in found:  # what is found first counts: “permis B” holds no skill “B”
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def equivalent(folded: str) -> Item | None:
    """“or equivalent”: what else would do is left to people."""
    found = _EQUIVALENT.search(folded)
    return found and Item(*found.span(), Option("equivalent", "", found[0].partition(" ")[2]))


def _skills(text: str) -> Iterator[Item]:
    """The skills that the lexicon has."""
    for run in _LATIN.finditer(text):
        piece = Piece(0, run.start(), run.end(), run[0])
        for key, place in mentions(piece, Names()):
            if place.end <= len(text):
                yield Item(place.start, place.end, Option("skill", key, place.words))


def _languages(text: str, folded: str) -> Iterator[Item]:
    is_short = len(folded.split()) <= SHORT_LINE
    for name, level in spoken_in(folded):
        after = folded[name.end() : name.end() + 12]
        if after.startswith("-") or re.match(r"\s+(?:market|literature|law|client|custom)", after):
            continue
        if level or is_short or _CONTEXT.search(folded):
            key = key_of("language", name[0])
            told = level or ("B2" if _GOOD.search(folded[: name.start()]) else None)
            written = text[name.start() : name.end()]
            yield Item(*name.span(), Option("language", key, written, level=told))
    for name in _TONGUES.finditer(text):
        after = text[name.end() : name.end() + 12]
        level = next((level for word, level in ASIAN_LEVELS.items() if word in after), None)
        yield Item(*name.span(), Option("language", ASIAN_TONGUES[name[0]], name[0], level=level))


def _degrees(text: str, folded: str) -> Iterator[Item]:
    for level, named in _DEGREES.items():
        for found in named.finditer(folded):
            if _is_no_degree(folded, found):
                continue
            end, area = _area(folded, found.end(), is_open=found[0].endswith(_OPEN))
            written = text[found.start() : end].strip()
            option = Option("degree", level, " ".join(written.split()), area=area)
            yield Item(found.start(), end, option)


def _is_no_degree(folded: str, found: re.Match[str]) -> bool:
    before, after = folded[: found.start()], folded[found.end() :]
    if found[0] == "licence" and (_DRIVING.search(folded) or after.startswith("s")):
        return True
    return bool(_NOT_MASTER.search(before) or _NOT_DEGREE.match(after))


def _area(folded: str, end: int, *, is_open: bool) -> tuple[int, tuple[str, ...]]:
    """The field that a degree is to be of, and where it ends: “in economics or mathematics”."""
    found = late_pattern(r"\s*([^,;.()|]{3,60})").match(folded, end) if is_open else None
    found = found or _AREA.match(folded, end)
    if found is None:
        return end, ()
    area = _AREA_ENDS.sub("", found[1])
    words = content_words(area)
    if not words:
        return end, ()
    last = found.start(1) + len(area)
    while (more := _MORE_AREA.match(folded, last)) and not _is_other(more[1]):
        area = _AREA_ENDS.sub("", more[1])
        words += content_words(area)
        last = more.start(1) + len(area)
    return last, tuple(dict.fromkeys(words))


def _is_other(words: str) -> bool:
    """Whether what follows a field of study is no other field."""
    is_degree = any(named.search(words) for named in _DEGREES.values())
    return is_degree or bool(
        _EQUIVALENT.search("or " + words) or re.search(r"\d|experience", words)
    )


def _papers(text: str, folded: str) -> Iterator[Item]:
    kinds: dict[str, Kind] = {"licence": "certificate", "permit": "permit"}
    for name, kind in kinds.items():
        for found in _PAPERS[name].finditer(folded):
            option = Option(kind, found[0], text[found.start() : found.end()])
            yield Item(*found.span(), option)
    for label in _LABEL.finditer(folded):
        yield from _certificate(text, folded, label.start(1), label.end(1))
    for found in _PAPERS["certificate"].finditer(folded):
        yield from _certificate(text, folded, *_named_around(folded, found))


def _certificate(text: str, folded: str, start: int, end: int) -> Iterator[Item]:
    """A certificate by the words that name it; none where they only say that it is one."""
    named = _PAPERS["label"].sub(" ", folded[start:end])
    if content_words(named):
        key = " ".join(content_words(named))
        yield Item(start, end, Option("certificate", key, " ".join(text[start:end].split())))


def _named_around(folded: str, found: re.Match[str]) -> tuple[int, int]:
    """The few words around “certified” that say what is certified."""
    before = _BEFORE.search(folded, max(0, found.start() - 60), found.start())
    after = _AFTER.match(folded, found.end())
    start = before.start() if before else found.start()
    return start, after.end() if after else found.end()
