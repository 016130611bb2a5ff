"""How questions over a pool begin and end: who is asked for, in English and French."""

from __future__ import annotations

import re
from typing import NamedTuple

from folioscope.features.pool.query import Intent
from folioscope.late_patterns import late_pattern

PERSON = (
    r"(?:candidates?|applicants?|people|persons?|employees?|profiles?|cvs?|resumes?|individuals|"
    r"colleagues|consultants?|members|candidate?s?|candidats?|personnes?|gens|profils?|salaries|"
    r"collaborateurs|d'entre (?:eux|elles))"
)
_IN_POOL = (
    r"(?:(?: are| is| do| does)? (?:there|we have|i have|you have)(?: here| in total)?"
    r"| (?:y a-t-il|avons-nous|avez-vous|as-tu|sont-ils|sont-elles|est-ce qu'il y a|il y a)"
    r"(?: en tout| au total)?)?"
)
_WHO = r"(?:(?: who| that| which| qui|,)(?= ))*"
_HEADS: tuple[tuple[Intent, str], ...] = (
    ("count", rf"how many(?: of (?:the|our|these|those|my))?(?: {PERSON})?(?: of them)?"),
    ("count", rf"(?:what(?:'s| is) )?the number of {PERSON}|number of {PERSON}"),
    ("count", rf"count(?: all)?(?: the| our)?(?: {PERSON})?"),
    (
        "count",
        rf"combien(?: y a-t-il| avons-nous| il y a)?"
        rf"(?: (?:de|d'|des)(?: ?(?:nos|ces|les))?(?: ?{PERSON}(?=\s|$))?)?",
    ),
    ("count", rf"(?:quel est )?(?:le )?nombre de {PERSON}"),
    (
        "list",
        rf"(?:list|show|name|give|find|get|display|enumerate|identify)(?: me| us)?"
        rf"(?: (?:an?|the) (?:list|names?) of)?(?: all| every| each| any)?"
        rf"(?: of)?(?: the| our| these)?(?: {PERSON}| everyone| everybody| someone| anyone)?",
    ),
    ("list", rf"(?:which|what)(?: of (?:the|our|these))?(?: {PERSON})?(?: of (?:ours|them))?"),
    (
        "list",
        rf"(?:do (?:we|you|i) (?:have|know)|(?:have (?:we|you) )?got) "
        rf"(?:an?y? ?|some ?)?(?:{PERSON}|one|body)",
    ),
    ("list", rf"(?:is|are) there (?:an?y? ?)?(?:{PERSON}|one|body|someone|somebody)"),
    (
        "list",
        rf"(?:does|do|has|have|can|is|are) "
        rf"(?:any ?(?:one|body)|someone|any(?: of (?:the|our|these))? {PERSON})",
    ),
    (
        "list",
        rf"who(?:se (?:cv|resume)s?)?(?: all| else)?(?: (?:among|of) (?:the|our|these) {PERSON})?",
    ),
    (
        "list",
        rf"(?:all|every|any)(?: the| our| of the)? {PERSON}|everyone|everybody|anyone|someone",
    ),
    (
        "list",
        rf"i(?:'m| am)? (?:look(?:ing)? for|need|want|search(?:ing)? for)"
        rf"(?:(?: all| any| an?)? {PERSON}| someone| somebody| anyone)",
    ),
    (
        "list",
        rf"(?!\S+ un resume\b)"
        rf"(?:liste[rz]?|donne[rz]?|montre[rz]?|cite[rz]?|affiche[rz]?|trouve[rz]?|cherche[rz]?|"
        rf"enumere[rz]?|indique[rz]?)(?:-moi| moi|-nous)?(?: (?:la liste|les noms)(?: de)?)?"
        rf"(?: tou(?:te)?s)?(?: les| des| ces| nos| une?)?(?: {PERSON}| quelqu'un)?",
    ),
    ("list", rf"quel(?:le)?s?(?: sont)?(?: les| des)?(?: {PERSON})?(?: sont ceux| sont)?"),
    ("list", rf"(?:y a-t-il|est-ce qu'il y a|il y a) (?:des |une? |quelqu')?(?:{PERSON}|un)"),
    ("list", rf"(?:avons-nous|avez-vous|as-tu|a-t-on) (?:des |une? )?(?:{PERSON}|quelqu'un)"),
    ("list", r"(?:est-ce que )?quelqu'un|lesquel(?:le)?s"),
    ("list", rf"qui(?: sont les {PERSON}| d'autre)?"),
    ("list", rf"tou(?:te)?s (?:les|nos) {PERSON}|la liste des {PERSON}"),
    ("list", rf"je (?:cherche|recherche|veux|voudrais)(?: tous)?(?: les| des| une?)? {PERSON}"),
    ("list", rf"{PERSON}"),
)
HEADS = tuple(
    (intent, late_pattern(rf"(?:{pattern})(?=\s|$|-|(?<=')){_IN_POOL}{_WHO}"))
    for intent, pattern in _HEADS
)
_BEFORE = late_pattern(
    r"^\W*(?:(?:and|so|ok|okay|well|hi|hello|et|alors|bonjour|please|"
    r"s'il (?:te|vous) plait)\b[ ,!]*|"
    r"(?:can|could|would) you (?:please )?(?:tell me )?|tell me |i(?:'d| would) like to know |"
    r"i want to know |do you know |dis-moi |dites-moi |(?:peux-tu|pouvez-vous) (?:me )?(?:dire )?|"
    r"je (?:voudrais|veux|souhaite) savoir |"
    r"(?:among|of|from|in|parmi|dans) (?:all )?(?:the|our|these|les|nos|ces) (?:candidate?s?|"
    r"candidats?|cvs?|resumes?|profile?s?|profils?)[ ,]+)+"
)
_BEHIND = late_pattern(
    r"(?:[ ,]+(?:please|s'il (?:te|vous) plait|svp|in total|overall|altogether|au total|en tout|"
    r"(?:in|from|among|of|according to|dans|parmi|d'apres) (?:the|our|this|these|la|le|"
    r"les|nos|cette|ce|ces) "
    r"(?:pool|base|knowledge base|database|collection|cvs?|resumes?|candidates|candidats|profils|"
    r"base de (?:donnees|cv)|vivier|documents)|here|ici))+[\s?.!]*$"
)
_SPOKEN = (
    (late_pattern(r"\bwho's\b", re.IGNORECASE), "who is"),
    (late_pattern(r"\ba decade\b", re.IGNORECASE), "10 years"),
    (late_pattern(r"\bune décennie\b", re.IGNORECASE), "10 ans"),
    (late_pattern(r"\b(?:is|are)(?: an?)?( native)? (\w+) speakers?\b", re.I), r"speaks\1 \2"),
    (late_pattern(r"\b(\w+)[- ]speaking (\w+)", re.IGNORECASE), r"\2 who speak \1"),
    (late_pattern(r"\bnative (\w+) speakers?\b", re.IGNORECASE), r"people who speak native \1"),
    (late_pattern(r"(?<!native )\bspeakers? of (\w+)\b", re.IGNORECASE), r"people who speak \1"),
    (late_pattern(r"\b(?!native)(\w+) speakers?\b(?! of)", re.IGNORECASE), r"people who speak \1"),
)
_PHONES = {"franco": "français", "anglo": "anglais", "germano": "allemand", "hispano": "espagnol"}
_PHONE = late_pattern(r"\b(franco|anglo|germano|hispano)phones?\b", re.IGNORECASE)


class Head(NamedTuple):
    """What a question asks for, where its conditions begin, and whether it named people."""

    intent: Intent
    end: int


def head_of(plain: str) -> Head | None:
    """The head of folded text that asks for people, if it has one."""
    for intent, pattern in HEADS:
        if found := pattern.match(plain):
            return Head(intent, found.end())
    return None


def trimmed(text: str) -> str:
    """A question without politeness, blanks and what only says that it is about the pool."""
    text = " ".join(text.replace("’", "'").split()).strip(" ?!.¿¡:")
    for pattern, instead in _SPOKEN:
        text = pattern.sub(instead, text)
    return _PHONE.sub(lambda found: f"qui parlent {_PHONES[found[1].lower()]}", text)


def bounds(plain: str) -> tuple[int, int]:
    """Where the question proper begins and ends in folded text."""
    before = _BEFORE.match(plain)
    start = before.end() if before else 0
    behind = _BEHIND.search(plain, start)
    return start, behind.start() if behind and behind.start() > start else len(plain)
