"""Questions over a pool of CVs as queries of its facts: how many, all, the most, each, compared.

Precision comes first: a question with any word that has no place in a query is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from folioscope.features.extractive.question import language
from folioscope.features.pool.clauses import clauses
from folioscope.features.pool.heads import PERSON, bounds, head_of, trimmed
from folioscope.features.pool.openers import opener_of
from folioscope.features.pool.query import Clause, Condition, Language, PoolQuery
from folioscope.features.pool.special import compared, grouped, superlative
from folioscope.features.pool.verbs import verb_at
from folioscope.features.pool.vocabulary import Vocabulary, is_named
from folioscope.features.sections.folding import fold

LONGEST = 250
MOST_TITLE_WORDS = 6
_NAMES_PEOPLE = re.compile(rf"\b{PERSON}\b")
_OF = re.compile(r"^(?:of (?:the )?|des |de |d')", re.IGNORECASE)
_BLANK = re.compile(r"\s+|$")
_FRENCH = re.compile(
    r"(?:qui|combien|quel(?:le)?s?|lesquel(?:le)?s|liste[rz]?|donne[rz]?|montre[rz]?|cite[rz]?|"
    r"affiche[rz]?|trouve[rz]?|cherche[rz]?|comparez|comparer|y a-t-il|tous|"
    r"toutes|je|repartition|les|candidats|personnes|profils)\b"
    r"(?! (?:the|all|every|me|people|candidates)\b)"
)
_WHO = re.compile(r"(?:who|that|which|qui|are there|y a-t-il|sont)\s+")


def may_be_of_pool(text: str) -> bool:
    """Whether a question begins like one over a pool: cheap, and right where it says no."""
    if len(text) > LONGEST or "\n" in text.strip():
        return False
    plain = fold(trimmed(text))
    start, end = bounds(plain)
    asked = plain[start:end]
    return any(
        (head_of(asked), compared(asked), superlative(asked), grouped(asked), opener_of(asked))
    )


def read_pool_question(text: str, vocabulary: Vocabulary) -> PoolQuery | None:
    """The query a question asks; None if it asks something else, or more."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    asked = trimmed(text)
    start, end = bounds(fold(asked))
    asked = asked[start:end].strip(" ,")
    told: Language = "fr" if _FRENCH.match(fold(asked)) else language(text)
    for read in (_comparison, _superlative, _groups, _list, _fragment):
        if query := read(asked, vocabulary):
            return replace(query, language=told)
    return None


def _comparison(asked: str, vocabulary: Vocabulary) -> PoolQuery | None:
    names = compared(fold(asked))
    if not names or not all(is_named(name, vocabulary.people) for name in names):
        return None
    return PoolQuery("compare", "en", names=names)


def _superlative(asked: str, vocabulary: Vocabulary) -> PoolQuery | None:
    found = superlative(fold(asked))
    if found is None:
        return None
    if found.counts_languages:
        return PoolQuery("most", "en", take=found.take, measure=Condition("language"))
    if not found.end:
        return PoolQuery("most", "en", take=found.take, measure=Condition("experience"))
    read = clauses(f"with {asked[found.end :].strip()}", vocabulary)
    if not read or len(read[0]) > 1 or read[0][0].kind != "skill" or read[0][0].negated:
        return None
    return PoolQuery("most", "en", read[1:], take=found.take, measure=read[0][0])


def _groups(asked: str, _: Vocabulary) -> PoolQuery | None:
    group = grouped(fold(asked))
    return PoolQuery("groups", "en", group=group) if group else None


def _list(asked: str, vocabulary: Vocabulary) -> PoolQuery | None:
    plain = fold(asked)
    head = head_of(plain)
    if head is None:
        return None
    rest = asked[head.end :].strip(" ,")
    if not rest:
        names_people = _NAMES_PEOPLE.search(plain[: head.end])
        return PoolQuery(head.intent, "en") if names_people else None
    found = clauses(rest, vocabulary) or _of_title(rest, vocabulary)
    return PoolQuery(head.intent, "en", found) if found else None


def _fragment(asked: str, vocabulary: Vocabulary) -> PoolQuery | None:
    """Conditions alone, as if “who” stood before: all of them must be known things."""
    opener = opener_of(fold(asked))
    found = clauses(opener.words + asked, vocabulary) if opener else None
    if not found or any(one.kind == "words" for clause in found for one in clause):
        return None
    return PoolQuery("list", "en", found)


def _of_title(rest: str, vocabulary: Vocabulary) -> tuple[Clause, ...] | None:
    """Conditions that begin with the title of the people asked for: “nurses who speak French”."""
    ends = [blank.start() for blank in _BLANK.finditer(rest)]
    for end in reversed(ends[:MOST_TITLE_WORDS]):
        title, more = rest[:end], rest[end:].strip(" ,")
        title = _OF.sub("", title)
        if not is_named(title, vocabulary.titles) or verb_at(fold(title), 0):
            continue
        more = more[_past_who(fold(more)) :]
        role: Clause = (Condition("role", title, now=True),)
        behind = clauses(more, vocabulary) if more else ()
        if behind is not None:
            return (role, *behind)
    return None


def _past_who(plain: str) -> int:
    found = _WHO.match(f"{plain} ")
    return min(found.end(), len(plain)) if found else 0
