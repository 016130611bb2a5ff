"""Words beside the text of a document: whether they are prose, or aimed at a machine."""

from __future__ import annotations

import re

FEWEST_WORDS = 12
FEWEST_SMALL_WORDS = 3
SMALL_WORDS = frozenset(
    """
    a an and are as be by do for from has have he her his i if in is it must of on or please she
    that the their they this to was will with you your
    au aux avec ce cette des du elle en est et il la le les leur ne ou par pas pour que qui sont
    sur un une vous das dem den der die dieser ein eine er es für ist mit nicht oder sie sind und
    von wird zu como con del el ella esta este la las los para por que se su una y
    che di gli il la le lo non per questo sono com da do e na não os para um uma
    """.split()
)
_ORDERS = re.compile(
    r"\b(?:ignor\w+|disregard\w*|forget|override|oubli\w+|vergiss\w*|missachte\w*|olvid\w+"
    r"|dimentic\w+|desconsider\w+)\b.{0,60}\b(?:previous|prior|above|all|any|other|instruc\w+"
    r"|prompts?|rules|consignes|pr[ée]c[ée]dent\w*|anweisung\w*|vorherig\w*|anterior\w*|istruzion\w*"
    r"|candidates?)\b"
    r"|\b(?:system prompt|prompt injection|language model|large model|chatbot|chat ?gpt|llms?"
    r"|ai (?:model|assistant|system|reviewer|recruiter|screening|agent)s?"
    r"|ki-(?:modell|assistent)\w*)\b"
    r"|\byou (?:are|must|should|will) (?:now |an? |always |only |not )"
    r"|\b(?:rank|rate|score|recommend|hire|select|shortlist|approve|accept|advance)\b.{0,40}"
    r"\b(?:candidates?|applicants?|resumes?|cv|first|highest|top|perfect|best|strongly|this)\b"
    r"|\b(?:best|perfect|ideal|strongest|top|most qualified) (?:candidate|applicant|match|fit)\b",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 20_000


def gives_orders(text: str) -> bool:
    """Tell whether words look aimed at a machine that reads them."""
    return _ORDERS.search(text[:LONGEST]) is not None


def is_prose(text: str) -> bool:
    """Tell whether words are sentences, rather than a title, names or a list."""
    words = _WORD.findall(text[:LONGEST].casefold())
    small = sum(word in SMALL_WORDS for word in words)
    return len(text.split()) >= FEWEST_WORDS and small >= max(FEWEST_SMALL_WORDS, len(words) / 5)


def squeezed(text: str) -> str:
    """Answer a text as it can be looked for in another that is broken otherwise."""
    return "".join(filter(str.isalnum, text.casefold()))
