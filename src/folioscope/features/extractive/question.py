"""What a question asks for: its parts, and the kind of answer that would fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from folioscope.features.extractive.terms import fold, is_number, stem, terms, tokens

Language = Literal["en", "fr"]

# Words that steer a question more than they say what it is about.
WEAK = frozenset(
    map(
        stem,
        "someone anyone somebody anybody everyone everybody person people candidate applicant "
        "profile cv resume document file list show tell give find name named mention describe "
        "know known speak speaking work worked working use used using run hold "
        "want need experience experienced skill able good ever currently kind type exactly called "
        "personne gens candidat profil dossier fichier liste montre trouve donne cite nomme "
        "mentionne decris connait connaissent connaitre sait savent parle parlent travaille "
        "travaillent travaille utilise utilisent maitrise maitrisent possede possedent "
        "experimente actuellement appelle appele sorte genre".split(),
    )
)
WEAK_WEIGHT = 0.3
NAME_WEIGHT = 1.5

_JOINT = re.compile(r"\b(?:and|as well as|et|ainsi que)\b|[,;]", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\s'’])[A-ZÀ-Þ][\w'’.+#-]*|\d[\d.,]*")
_AMOUNT = re.compile(
    r"\b(?:how (?:many|much|old|long|far|tall|large|big|high|often)|what (?:year|date|percentage)|"
    r"when|which year|combien|quand|quel(?:le)? (?:annee|date|age|pourcentage|taux|montant))\b"
)
LISTING = re.compile(
    r"^(?:who|which|list|find|show|name|any|is there|are there|does any|has any|qui|lesquel|quels|"
    r"quelles|liste|trouve|cite|montre|nomme|y a[ -]t[ -]il)"
    r"|\b(?:candidate|applicant|candidat|all the|everyone|every|tous les|toutes les)"
)
CONTACT = frozenset(
    map(
        stem,
        "contact email mail phone telephone address adresse courriel github linkedin website url "
        "reach joindre contacter tel mobile numero".split(),
    )
)
_FRENCH = frozenset(
    "le la les des du un une qui quel quelle quels quelles est sont a-t-il dans pour avec et ou "
    "combien quand comment pourquoi parle au aux en par sur ce cette il elle ont c'est".split()
)
_ENGLISH = frozenset(
    "the a an who which what when where how why is are was were do does did has have in for with "
    "and or of to speaks by on this that".split()
)
MAX_PARTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a question asks: its words, and its terms with the weight of each."""

    text: str
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is read."""

    text: str
    parts: tuple[Part, ...]
    language: Language
    wants_list: bool
    wants_amount: bool
    wants_contact: bool


def read(text: str) -> Question:
    """Take a question apart."""
    plain = fold(text).strip(" ¿¡\"'«“")
    return Question(
        text=text,
        parts=tuple(_part(piece, text) for piece in _pieces(text)),
        language=language(text),
        wants_list=bool(LISTING.search(plain)),
        wants_amount=bool(_AMOUNT.search(plain)),
        wants_contact=not CONTACT.isdisjoint(terms(text)),
    )


def language(text: str) -> Language:
    """English or French, by the small words."""
    english, french = small_words(text)
    return "fr" if french > english else "en"


def small_words(text: str) -> tuple[int, int]:
    """How many small words of English there are, and of French."""
    words = [
        word.strip("?.,!") for word in (*text.casefold().replace("’", "'").split(), *tokens(text))
    ]
    return sum(word in _ENGLISH for word in words), sum(word in _FRENCH for word in words)


def _pieces(text: str) -> list[str]:
    """The question cut where it joins things; a piece that asks nothing stays with the last."""
    pieces: list[str] = []
    end = 0
    for joint in [*_JOINT.finditer(text), None]:
        stop = joint.start() if joint else len(text)
        piece = text[end:stop]
        if pieces and (_only_weak(piece) or _only_weak(pieces[-1])):
            pieces[-1] = f"{pieces[-1].rstrip()} {piece.lstrip()}"
        else:
            pieces.append(piece)
        end = joint.end() if joint else stop
    return [" ".join(text.split())] if len(pieces) > MAX_PARTS else pieces


def _only_weak(text: str) -> bool:
    return all(term in WEAK for term in terms(text))


def _part(piece: str, question: str) -> Part:
    names = {term for match in _NAME.findall(question) for term in terms(match)}
    words = piece.strip(" ?!.,;:")
    return Part(words, {term: _weight(term, names) for term in terms(piece)})


def _weight(term: str, names: set[str]) -> float:
    if term in WEAK:
        return WEAK_WEIGHT
    return NAME_WEIGHT if term in names or is_number(term) else 1.0
