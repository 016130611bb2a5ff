"""The conditions of a question over a pool: phrases cut apart, each with what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from folioscope.features.pool.amounts import range_of
from folioscope.features.pool.objects import LOOSE, STRICT, conditions
from folioscope.features.pool.query import Clause, Condition
from folioscope.features.pool.things import FLUENT, NATIVE, levels_from
from folioscope.features.pool.verbs import verb_at
from folioscope.features.pool.vocabulary import Vocabulary
from folioscope.features.sections.folding import fold

_JOINT = re.compile(
    r"(?:\s*,)?\s+(?P<word>and|but|or|et|mais|ou|as well as|ainsi que)\s+|\s*,\s*"
    r"|\s+(?=(?:who|that|which|qui)\s)"
)
_AGAIN = re.compile(r"(?:(?:also|still|who|that|which|qui|they|he|she|aussi|egalement)\s+)+")
_NOT = re.compile(r"(?:not|pas|non|nor)\s+(?:(?:le|la|les|de)\s+|l'|d')?")
MOST_PIECES = 12  # phrases are tried in several ways
_BLANK = re.compile(r"\s+")
_OR = frozenset(("or", "ou"))
_NOW = frozenset(("asnow", "atnow", "isnow"))
_TITLED = frozenset(("as", "at", "asnow", "atnow", "isnow"))
_PRESENT = re.compile(
    r" (?:(?:right )?now|currently|today|at the moment|actuellement|aujourd'hui)$"
)
_PAST = re.compile(r" (?:in the past|before|previously|at some point|auparavant|par le passe)$")
_NEITHER = re.compile(r"(?:neither|ni) (.+) (?:nor|ni) (.+)$", re.IGNORECASE)
_WEAK = frozenset(("in", "at", "with", "without", "has", "isnow"))
_SPOKEN = {"fluent": FLUENT, "native": NATIVE}
_DENIED = ("no", "sans")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A phrase: its kind and match, where the words behind it begin, and what joins it."""

    kind: str
    match: re.Match[str]
    begin: int
    start: int
    joint: str = ""
    is_denied: bool = False


def clauses(text: str, vocabulary: Vocabulary) -> tuple[Clause, ...] | None:
    """All conditions of a text that begins with a phrase; None if any word is left over.

    A short phrase, such as “in”, may be a part of a name: where it makes no sense it is none.
    """
    plain = fold(text)
    pieces = list(islice(_pieces(plain), MOST_PIECES + 1))
    while 0 < len(pieces) <= MOST_PIECES:
        ends = [piece.begin for piece in pieces[1:]] + [len(text)]
        spans = zip(pieces, ends, strict=True)
        found = [_read(one, text[one.start : end], vocabulary) for one, end in spans]
        failed = next((at for at, one in enumerate(found) if one is None), None)
        if failed is None:
            return _joined([one for one in found if one], {piece.joint for piece in pieces})
        weak = [at for at in (failed, failed + 1) if 0 < at < len(pieces)]
        drop = next((at for at in weak if pieces[at].kind in _WEAK), None)
        if drop is None:
            return None
        del pieces[drop]
    return None


def _joined(found: Sequence[Sequence[Clause]], joints: set[str]) -> tuple[Clause, ...] | None:
    if not joints & _OR:
        return tuple(clause for each in found for clause in each)
    if joints - _OR - {""} or any(len(each) > 1 for each in found):
        return None
    return (tuple(condition for each in found for condition in each[0]),)


def _pieces(plain: str) -> Iterator[_Piece]:
    """The phrases of folded text; none if it does not begin with one."""
    verb = verb_at(plain, 0)
    if verb is None:
        return
    last = _Piece(verb[0].kind, verb[1], 0, verb[1].end())
    yield last
    for joint in _JOINT.finditer(plain, last.start):
        start = _past(_AGAIN, plain, joint.end())
        after = _past(_NOT, plain, start)
        verb = verb_at(plain, after)
        word = joint.groupdict().get("word") or "and"
        if verb:
            last = _Piece(verb[0].kind, verb[1], joint.start(), verb[1].end(), word, after > start)
        elif after > start:
            last = replace(last, begin=joint.start(), start=after, joint=word, is_denied=True)
        else:
            continue
        yield last


def _past(pattern: re.Pattern[str], plain: str, place: int) -> int:
    found = pattern.match(plain, place)
    return found.end() if found else place


def _read(piece: _Piece, text: str, vocabulary: Vocabulary) -> list[Clause] | None:
    """The conditions of a phrase: of things that are known, or else of words."""
    text = text.strip()
    present = _PRESENT.search(fold(text)) if piece.kind in _TITLED else None
    if present:
        now = piece.kind if piece.kind in _NOW else f"{piece.kind}now"
        piece, text = replace(piece, kind=now), text[: present.start()]
    if piece.kind in _TITLED and (past := _PAST.search(fold(text))):
        text = text[: past.start()]
    neither = _NEITHER.match(text)
    if neither:
        piece, text = replace(piece, is_denied=not piece.is_denied), f"{neither[1]} or {neither[2]}"
    if piece.kind == "languages":
        return _several(piece, text, vocabulary)
    if piece.kind == "years":
        return _measured(piece, text, vocabulary)
    found, tail = _known(piece, text, vocabulary)
    if not found and piece.match.group() == "a":  # “à” and “a” are one word once folded
        found = conditions(text, STRICT["in"], vocabulary)
    # What somebody is “of” is no mere mention of it.
    loose = LOOSE.get(piece.kind) if piece.match.group() != "of" else None
    if not found and loose:
        found = conditions(text, loose, vocabulary)
    return [*_told(piece, found), *tail] if found else None


def _known(
    piece: _Piece, text: str, vocabulary: Vocabulary
) -> tuple[list[Clause] | None, Sequence[Clause]]:
    """Conditions of things that are known.

    Another phrase may follow without a joint: “nurses in Paris with Excel”. What it asks for is
    apart, since what the first phrase says, such as a “not”, is not said of it.
    """
    strict = STRICT[_strict(piece.kind)]
    if whole := conditions(text, strict, vocabulary):
        return whole, ()
    plain = fold(text)
    for blank in _BLANK.finditer(plain):
        if not verb_at(plain, blank.end()):
            continue
        head = conditions(text[: blank.start()], strict, vocabulary)
        tail = clauses(text[blank.end() :], vocabulary) if head else None
        if head and tail:
            held = _held_at(head, tail)
            return (held[:1], held[1:]) if held else (head, tail)
    return None, ()


def _strict(kind: str) -> str:
    return "language" if kind in (*_SPOKEN, "level") else kind


def _held_at(head: list[Clause], tail: tuple[Clause, ...]) -> list[Clause] | None:
    """A position at a firm is one condition."""
    first, *rest = tail
    if len(head) > 1 or len(head[0]) > 1 or len(first) > 1:
        return None
    one, other = head[0][0], first[0]
    if {one.kind, other.kind} != {"role", "employer"} or one.negated or other.negated:
        return None
    role, firm = (one, other) if one.kind == "role" else (other, one)
    now = role.now or firm.now
    return [(replace(role, organization=firm.text, now=now),), *rest]


def _several(piece: _Piece, text: str, vocabulary: Vocabulary) -> list[Clause] | None:
    """So many languages, whichever they are; another phrase may follow."""
    least, most = range_of(piece.match)
    tail = clauses(text, vocabulary) if text else ()
    found: list[Clause] = [(Condition("languages", least=least, most=most),)]
    return None if tail is None else [*_told(piece, found), *tail]


def _measured(piece: _Piece, text: str, vocabulary: Vocabulary) -> list[Clause] | None:
    """So many years of something, or of work."""
    least, most = range_of(piece.match)
    plain = replace(piece, kind="role" if _is_of_title(piece.match) else "skill")
    found: list[Clause] | None = [(Condition("experience"),)]
    tail: Sequence[Clause] = ()
    if text and piece.match["link"] is None and (more := clauses(text, vocabulary)):
        tail = more
        if _is_at_firm(more[0]):
            found, tail = [more[0]], more[1:]
    elif text:
        found, tail = _known(plain, text, vocabulary)
    elif piece.match["link"]:
        found = None
    if not found:
        return None
    bounded = tuple(replace(one, least=least, most=most) for one in found[0])
    return [*_told(piece, [bounded, *found[1:]]), *tail]


def _is_at_firm(clause: Clause) -> bool:
    """Whether so many years are years there, and not of all work."""
    return len(clause) == 1 and clause[0].kind == "employer" and not clause[0].negated


def _is_of_title(match: re.Match[str]) -> bool:
    return match["link"] in ("as", "comme") or "tant que" in match.group()


def _told(piece: _Piece, found: list[Clause]) -> list[Clause]:
    """The conditions with what the phrase itself says: now, how well, and whether it is denied."""
    fields = {name: value for name, value in piece.match.groupdict().items() if value}
    levels = _SPOKEN.get(piece.kind, ())
    if "level" in fields:
        levels = levels_from(fields["level"], up="at" in fields or "up" in fields)
    denied = piece.is_denied != (piece.kind == "without" or any(name in fields for name in _DENIED))
    told = [
        tuple(
            replace(
                one,
                now=one.now or piece.kind in _NOW,
                levels=one.levels or (levels if one.kind == "language" else ()),
            )
            for one in clause
        )
        for clause in found
    ]
    if not denied:
        return told
    return [(replace(one, negated=not one.negated),) for clause in told for one in clause]
