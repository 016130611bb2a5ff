"""Whether a question is about a pool of documents, each of which is to have its say.

“Who knows Kubernetes?” is asked of all; “What has Ada Byron done?” of one. The rule, in order:

1. a caller who narrows the search to one document asks that one;
2. a question that holds the name of a file, or the whole name at the head of a document, asks that
   one;
3. a question that asks for people or documents (who, which candidates, list all …; in English,
   French, Spanish and German) asks the pool;
4. so does one of few words, without any question word, whose best passages are of several CVs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from folioscope.features.search.hits import Hit
from folioscope.features.search.wanted import Wanted

LEAST = 2  # hits of a document that are never held back
SHARE = 8  # and one more for every so many that are asked for
CLOSE = 5  # best passages that tell whom few words are about
SEVERAL = 3  # documents of which these must be
FEW = 6  # words
LONGEST_QUESTION = 2_000
LONGEST_HEAD = 200  # characters at the beginning of a passage in which a name may stand

PEOPLE = (
    r"candidates?|applicants?|people|persons?|employees?|developers?|engineers?|profiles?|"
    r"cvs?|resumes?|documents?|offers?|jobs?|companies|firms?|files?|"
    r"candidate?s?|candidates|personnes?|gens|profils?|documents?|offres?|postes?|fichiers?|"
    r"entreprises?|societes?|developpeu(?:r|se)s?|ingenieur(?:e)?s?|"
    r"candidat[oa]s?|personas?|perfiles|documentos?|ofertas?|puestos?|empresas?|archivos?|"
    r"curriculos?|desarrollador(?:a|es|as)?|ingenier[oa]s?|"
    r"bewerber(?:in|innen)?|kandidat(?:in|en|innen)?|leute|personen|mitarbeiter(?:in|innen)?|"
    r"profile|dokumente?n?|stellen?|angebote?|firmen|unternehmen|dateien?|lebenslaufe?|"
    r"lebenslaeufe|entwickler(?:in|innen)?|ingenieur(?:in|e|innen)?"
)
BE = r"(?:is|are|was|were|has|have|do|does|did|est|sont|es|son|ist|sind|war|hat)\b"
ASKS_FOR_ANY = re.compile(
    rf"""
    ^\W*(?:and\s|et\s|y\s|und\s)?
        (?:who|whose|whom|anyone|anybody|qui|quien(?:es)?|wer|wen|wem|wessen)\b
    | \b(?:who\ (?:all|else|among)|(?:any|every)(?:one|body)|qui\ d['’]autre|alguien|jemand|
        quelqu['’]un|parmi\ (?:les|ces)|lesquel(?:le)?s|cuales)\b
    | \b(?:que|what)\s+(?:{PEOPLE})\b
    | \b(?:which|how\ many|all(?:\ (?:the|of\ the))?|any|every|each|list|find|show(?:\ me)?|
        quel(?:le)?s?|combien\ de|tou(?:te)?s\ les|chaque|liste[rz]?|trouve[rz]?|montre[rz]?|
        cherche[rz]?|cuant[oa]s|tod[oa]s\ l[oa]s|cada|lista|busca|encuentra|muestra|
        welche[rsnm]?|wie\ viele|alle[rn]?|jede[rsnm]?|liste|finde|zeige?|suche)
        \s+(?:(?!{BE})\w+\s+){{0,2}}?(?:{PEOPLE})\b
    """,
    re.VERBOSE,
)
QUESTION_WORD = re.compile(
    r"^\W*(?:what|when|where|why|how|is|are|was|were|does|do|did|has|have|can|which|tell|explain|"
    r"que|quoi|quand|ou|pourquoi|comment|combien|est|quel(?:le)?s?|quelle?|a-t|"
    r"cuando|donde|por|como|cual|cuant[oa]s?|es|esta|tiene|ha|"
    r"was|wann|wo|warum|wie|ist|sind|hat|haben|kann|welche[rsnm]?)\b|\?"
)
WORD = re.compile(r"\w+")


def most_of_one(wanted: Wanted, hits: Sequence[Hit]) -> int | None:
    """How many hits may be of one document before others come; None if all may.

    ``hits`` are the best passages.
    """
    if len(wanted.filters.documents) == 1 or not is_about_pool(wanted.query, hits):
        return None
    return max(LEAST, wanted.k // SHARE)


def is_about_pool(query: str, hits: Sequence[Hit]) -> bool:
    """Whether it is asked of many documents, going by its words and its best passages."""
    asked = _plain(query[:LONGEST_QUESTION])
    words = WORD.findall(asked)
    if any(_is_named(hit, asked, frozenset(words)) for hit in hits[:CLOSE]):
        return False
    if ASKS_FOR_ANY.search(asked):
        return True
    return 0 < len(words) <= FEW and not QUESTION_WORD.search(asked) and _are_of_several_cvs(hits)


def _are_of_several_cvs(hits: Sequence[Hit]) -> bool:
    best = hits[:CLOSE]
    documents = {hit.document_id for hit in best}
    return len(documents) >= SEVERAL and all(hit.kind == "resume" for hit in best)


def _is_named(hit: Hit, asked: str, words: frozenset[str]) -> bool:
    """Whether a question has the name of a document: of its file, or the one at its head."""
    file = _plain(PurePosixPath(hit.path).name)
    if "." in file and file in asked:
        return True
    head = (hit.context or hit.text.strip().partition("\n")[0])[:LONGEST_HEAD]
    name = WORD.findall(_plain(head.partition(" \N{EM DASH} ")[0].rpartition(": ")[2]))
    return 2 <= len(name) <= 4 and words.issuperset(name)


def _plain(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
