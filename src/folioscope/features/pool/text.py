"""The text of an answer from records: how many of how many, who, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from folioscope.features.pool.people import Evidence, Match, Person, place_of
from folioscope.features.pool.query import Language, PoolQuery
from folioscope.features.pool.sources import Sources
from folioscope.features.pool.wording import counted, lasting, level_of, thing, worked

MOST_LISTED = 200
MOST_NAMED = 5  # of those that could not be read
_MARK = re.compile(r"[\[\]*`|<>]")
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "of": "**{count} of {total} CV{s}**",
        "all": "**{total} CV{s}**",
        "none": "**None: 0 of {total} CV{s}**",
        "unread": ", {unread} unread",
        "counted": "Counted: CVs {what}.",
        "ranked": "Ranked: CVs {what}, the first {take} (equals included).",
        "by": "by {what}",
        "languages": "by how many languages they state",
        "experience": "by the length of their positions together",
        "more": "… and {more} more.",
        "why": "Not counted, because not read: {names}.",
        "others": " and {more} others",
        "old": "taken in before facts were read; rebuild the base",
        "mentioned": "{told} (named in their work)",
        "waiting": "still being read",
    },
    "fr": {
        "of": "**{count} CV sur {total}**",
        "all": "**{total} CV**",
        "none": "**Aucun : 0 CV sur {total}**",
        "unread": ", {unread} non lus",
        "counted": "Comptés : les CV {what}.",
        "ranked": "Classés : les CV {what}, les {take} premiers (ex æquo compris).",
        "by": "par {what}",
        "languages": "par nombre de langues indiquées",
        "experience": "par la durée totale de leurs postes",
        "more": "… et {more} de plus.",
        "why": "Non comptés, car non lus : {names}.",
        "others": " et {more} autres",
        "old": "pris avant la lecture des faits ; reconstruisez la base",
        "mentioned": "{told} (nommé dans leur parcours)",
        "waiting": "encore en cours de lecture",
    },
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which no facts are known, and why, if somebody said so."""

    document_id: str
    path: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found for a query: the matches, of how many CVs, and which were not read."""

    query: PoolQuery
    matches: Sequence[Match]
    total: int
    unread: Sequence[Unread]


def answer_text(tally: Tally, sources: Sources) -> str:
    """The whole answer; its marks are those that ``sources`` gives."""
    query, words = tally.query, _WORDS[tally.query.language]
    parts = [f"{opening(tally)}."]
    if query.intent == "most":
        parts.append(words["ranked"].format(what=plain(_measure(query)), take=query.take))
    elif query.clauses:
        what = plain(counted(query.clauses, query.language))
        parts.append(words["counted"].format(what=what))
    if query.clauses or query.intent != "count":
        shown = tally.matches[:MOST_LISTED]
        parts.append("\n".join(_line(match, query, sources) for match in shown))
        if len(tally.matches) > len(shown):
            parts.append(words["more"].format(more=len(tally.matches) - len(shown)))
    parts.append(why_unread(tally.unread, query.language))
    return "\n\n".join(part for part in parts if part)


def opening(tally: Tally) -> str:
    """How many of how many."""
    words, count = _WORDS[tally.query.language], len(tally.matches)
    name = "of" if tally.query.clauses or tally.query.intent == "most" else "all"
    told = words[name if count or name == "all" else "none"].format(
        count=count, total=tally.total, s="s" * (tally.total != 1)
    )
    return told + (words["unread"].format(unread=len(tally.unread)) if tally.unread else "")


def understood(query: PoolQuery) -> str:
    """The query in words."""
    if query.intent == "most":
        return _measure(query)
    return counted(query.clauses, query.language)


def why_unread(unread: Sequence[Unread], language: Language) -> str:
    """The files that could not be counted, the first of them with the reason."""
    if not unread:
        return ""
    words = _WORDS[language]
    named = [f"{_file(one)} ({_reason(one, language)})" for one in unread[:MOST_NAMED]]
    told = ", ".join(named)
    if len(unread) > MOST_NAMED:
        told += words["others"].format(more=len(unread) - MOST_NAMED)
    return words["why"].format(names=told)


def plain(text: str) -> str:
    """Words of a document on one line, so that nothing in them is a mark or markup."""
    return " ".join(_MARK.sub(" ", text).split())


def titled(person: Person) -> str:
    """The name of a person and of the file."""
    return f"**{plain(person.holder.name)}** ({plain(PurePosixPath(person.holder.path).name)})"


def stated(one: Evidence, language: Language, section: str | None = None) -> str:
    """What bears a condition out, in short; ``section`` is that of the passage it stands in.

    How long a skill was used is not said of one that is only named in the text of some work, as
    long as nobody asks: “replaced Excel files”.
    """
    if one.since is not None and one.months:
        period = worked(one.since, one.until, language)
        return f"{period}{_COLON[language]}{lasting(one.months, language)}"
    told = plain(one.place.text)
    is_asked = one.condition.least or one.condition.most
    if one.condition.kind == "skill" and section not in _LISTING and not is_asked:
        return _WORDS[language]["mentioned"].format(told=told)
    if one.firm and plain(one.firm) not in told:
        told += f", {plain(one.firm)}"
    if one.level and one.condition.kind == "language":
        told += f", {level_of(one.level, language)}"
    if one.months and (one.condition.least or one.condition.most or one.condition.kind in _TIMED):
        told += f", {lasting(one.months, language)}"
    return told


_TIMED = frozenset(("experience", "skill"))
_LISTING = (None, "skills", "languages")
_COLON: dict[Language, str] = {"en": ": ", "fr": " : "}


def _line(match: Match, query: PoolQuery, sources: Sources) -> str:
    holder = match.person.holder
    told = [
        stated(one, query.language, _section(one, query, match.person, sources))
        + sources.cite(holder.document_id, one.place, one.firm)
        for one in match.evidence
    ]
    if told:
        return f"- {titled(match.person)}: {'; '.join(told)}"
    name = next((place_of(fact) for fact in match.person.of("person")), None)
    return f"- {titled(match.person)}" + (sources.cite(holder.document_id, name) if name else "")


def _section(one: Evidence, query: PoolQuery, person: Person, sources: Sources) -> str | None:
    """Where a skill is named, unless it is asked who has used it longest."""
    if one.condition == query.measure:
        return None
    return sources.section(person.holder.document_id, one.place)


def _measure(query: PoolQuery) -> str:
    words, measure = _WORDS[query.language], query.measure
    by = words["experience"]
    if measure and measure.kind == "language":
        by = words["languages"]
    elif measure and measure.kind == "skill":
        by = words["by"].format(what=thing(measure, query.language))
    told = counted(query.clauses, query.language)
    return f"{told}; {by}" if told else by


def _file(one: Unread) -> str:
    return plain(PurePosixPath(one.path).name)


def _reason(one: Unread, language: Language) -> str:
    """Why, without the name of the file, which stands before it."""
    words = _WORDS[language]
    if one.state == "failed":
        said = plain(one.reason)
        for name in (plain(one.path), _file(one)):
            said = said.removeprefix(name).lstrip(" :")
        return said[:1].upper() + said[1:] if said else one.state
    return words["old" if one.state == "ready" else "waiting"]
