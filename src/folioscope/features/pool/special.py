"""Questions over a pool that compare, rank or count by groups: recognised in folded text."""

from __future__ import annotations

from typing import NamedTuple

from folioscope.features.pool.amounts import number
from folioscope.features.pool.heads import PERSON
from folioscope.features.pool.query import GroupKind
from folioscope.features.pool.verbs import NUMBERS
from folioscope.late_patterns import late_pattern

MOST_COMPARED = 5
MOST_TAKEN = 50
_NUMBER = rf"(?P<take>\d{{1,2}}|{'|'.join(NUMBERS)})"
_OF = r"(?: (?:in|with|of|using|en|avec|sur|de|d'|dans)(?= |(?<=')))?"
_WORK = r"(?:(?:work|working|professional|job|total) )*"
_WHO = (
    rf"(?:who|(?:which|what) {PERSON}|qui|"
    rf"quel(?:le)?s? {PERSON}|(?:which|who) (?:of|among) (?:the|our|these) {PERSON}|"
    rf"(?:le|la|les)quel(?:le)?s? (?:des|de nos) {PERSON})"
)
_LIST = (
    r"(?:(?:list|show|name|give|find)(?: me)? |donne[rz]?(?:-moi)? |liste[rz]? |"
    r"montre[rz]?(?:-moi)? )?"
)
_COMPARE = tuple(
    late_pattern(pattern)
    for pattern in (
        r"(?:please )?compare[rz]? (?:(?:the )?(?:cvs?|resumes?|profiles?) of |"
        r"les (?:cv|profils) de )?(.+)",
        r"(?:make |give me |fais |donne-moi )?(?:an? |the |une? |la )?"
        r"comparaison (?:entre|de) (.+)",
        r"(?:make |give me )?(?:an? |the )?comparison (?:between|of) (.+)",
        r"(?:what (?:are|is) )?(?:the )?differences? between (.+)",
        r"(?:quelles? (?:sont|est) )?(?:les? |la )?differences? entre (.+)",
        r"how (?:do|does) (.+) compare",
        r"(.+ (?:vs\.?|versus) .+)",
    )
)
_NAMES = late_pattern(r"\s*(?:,\s*(?:and\s|et\s)?|\s(?:and|et|with|to|avec|a|vs\.?|versus)\s)\s*")
_SOME = rf"(?:{_NUMBER} )?(?:{PERSON} )?"
_MOST = tuple(
    late_pattern(rf"{pattern}{_OF}(?P<rest>.*)")
    for pattern in (
        rf"{_WHO} (?:has|have) (?:the )?(?:most|longest|greatest)(?: years)?(?: of)? ?"
        rf"{_WORK}(?:experience)?",
        rf"{_WHO} (?:is|are) (?:the )?(?:{_NUMBER} )?most experienced(?: {PERSON})?",
        rf"{_LIST}(?:the )?top {_NUMBER} (?:{PERSON} )?"
        rf"(?:by (?:years of )?{_WORK}experience|with the most {_WORK}experience)",
        rf"{_LIST}(?:the )?{_NUMBER} (?:most experienced(?: {PERSON})?|"
        rf"{PERSON} with (?:the )?(?:most|longest)(?: years of)? {_WORK}experience)",
        rf"{_WHO} (?:a|ont) le plus (?:d'annees )?(?:d'|de )?(?:experience)?(?: professionnelle)?",
        rf"{_WHO} (?:a|ont) la plus (?:longue|grande) experience(?: professionnelle)?",
        rf"(?:{_WHO}|quel(?:le)?s?) (?:est|sont) (?:le|la|les) {_SOME}"
        r"(?:le |la |les )?plus experimentee?s?",
        rf"{_LIST}les {_NUMBER} (?:{PERSON} )?(?:les )?plus experimentee?s?",
    )
)
_MOST_LANGUAGES = late_pattern(
    rf"{_WHO} (?:speaks?|parle(?:nt)?) (?:the most|le plus de) (?:languages|langues)"
)
_GROUPS: dict[GroupKind, str] = {
    "country": r"countr(?:y|ies)|pays",
    "city": r"cit(?:y|ies)|towns?|villes?",
    "language": r"(?:spoken )?languages?|langues?(?: parlees?)?",
    "degree": r"(?:levels? of )?(?:degrees?|education)|niveaux? d'etudes|diplomes?",
    "skill": r"skills?|competences?",
    "employer": r"employers?|compan(?:y|ies)|employeurs?|entreprises?",
    "role": r"(?:job )?titles?|roles?|positions?|postes?|metiers?",
    "certificate": r"certificat(?:e|ion)s?|certificats?",
}
_GROUP = "|".join(f"(?P<{kind}>{words})" for kind, words in _GROUPS.items())
_COUNTED = (
    rf"(?:how many {PERSON}(?: are there| do we have| live| come)?|"
    rf"(?:the )?(?:number|breakdown|distribution|count|split) of (?:the )?{PERSON}|"
    rf"(?:count|group|break down) (?:the |all )?{PERSON}|{PERSON}|"
    rf"combien (?:y a-t-il |avons-nous )?(?:de |d'){PERSON}(?: y a-t-il| avons-nous)?|"
    rf"(?:la |le )?(?:nombre|repartition|distribution) (?:des?|de) {PERSON}|repartition)"
)
_BY = late_pattern(
    rf"{_COUNTED} (?:per|by|in each|for each|from each|speak each|in every|par|dans chaque|"
    rf"pour chaque) (?:{_GROUP})"
)
_WHICH = late_pattern(
    rf"(?:which|what|quelles?|quels) (?:are |sont )?(?:the |les )?(?:most (?:common|frequent) )?"
    rf"(?:{_GROUP})(?: (?:are|do|sont) (?:there|spoken|known|represented|parlees|represente(?:e)?s|"
    rf"{PERSON} (?:speak|have|know))(?: by (?:the |our )?{PERSON})?|"
    rf" (?:les )?plus (?:frequente?s|courante?s|repandue?s))"
)
_COMMONEST = late_pattern(
    rf"(?:what|which) are (?:the )?(?:most (?:common|frequent)) (?:{_GROUP})"
    r"|quel(?:le)?s sont les (?:[a-z' ]+) les plus (?:frequente?s|courante?s)"
)


class Superlative(NamedTuple):
    """How many to take, and where the skill begins that is measured; 0 if it is all work."""

    take: int
    end: int
    counts_languages: bool = False


def compared(plain: str) -> tuple[str, ...]:
    """The names of those who are to be compared: two to five."""
    for pattern in _COMPARE:
        if found := pattern.fullmatch(plain):
            names = tuple(name for name in _NAMES.split(found[1]) if name)
            return names if 2 <= len(names) <= MOST_COMPARED else ()
    return ()


def superlative(plain: str) -> Superlative | None:
    """Who has most of something."""
    if _MOST_LANGUAGES.fullmatch(plain):
        return Superlative(1, 0, counts_languages=True)
    for pattern in _MOST:
        if found := pattern.fullmatch(plain):
            take = found.groupdict().get("take")
            many = min(number(take), MOST_TAKEN) if take else 1
            return Superlative(max(many, 1), found.start("rest") if found["rest"].strip() else 0)
    return None


def grouped(plain: str) -> GroupKind | None:
    """By what CVs are to be counted."""
    for pattern in (_BY, _WHICH, _COMMONEST):
        if found := pattern.fullmatch(plain):
            return next((kind for kind in _GROUPS if found.groupdict().get(kind)), None)
    return None
