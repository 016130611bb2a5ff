"""The people and things that a question or an answer names, by how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folioscope.features.extractive.terms import fold

CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’+#-]*(?:\.[\w+#-]+)*"
LINK = r"(?:de la|de|du|des|van der|van|von|della|al|el|bin|d['’])"
RUN = re.compile(rf"(?<![\w.])(?:{CAPITAL})(?:\s+(?:{LINK}\s+)?{CAPITAL}){{0,4}}")
LONGEST_NAME, LONGEST_ANSWER = 40, 4000

# Words that begin a sentence with a capital letter, and are no part of a name.
_STARTERS = frozenset(
    "who whose whom what when where why which how does did do is are was were has have had can "
    "could will would should tell show list find name compare give and or any all many the a an "
    "in at of for with from since i my please but also if as on by not no yes "
    "describe explain summarize summarise analyze mention write each every some most what's "
    "qui que quel quelle quels quelles quand ou comment combien pourquoi est sont a ont le la les "
    "l un une des du de et en au aux dans chez depuis pour avec parle compare liste cite donne "
    "montre trouve il elle ils elles oui non je mais aussi son sa ses lesquels lesquelles lequel "
    "laquelle decris explique resume dis dites quoi puis alors donc selon y "
    "depuis she he they her his their it its this that these those there "
    "wer was wo wann wie warum welche welcher hat ist sind kann und der die das "
    "quien cuando donde como cual cuales cuanto es son tiene sabe el los las y".split()
)
# No person has one of these in the name; jobs, fields, firms and schools do.
_IMPERSONAL = frozenset(
    "university universite college school ecole institute institut academy faculty department "
    "inc ltd llc gmbh sa corp corporation company group groupe bank banque hospital hopital "
    "services service systems solutions consulting partners labs laboratory foundation agency "
    "engineer ingenieur developer developpeur manager director directeur senior junior lead head "
    "assistant analyst consultant officer nurse teacher lawyer accountant architect designer "
    "machine learning deep data science cloud computing web platform network software hardware "
    "engineering development management design marketing sales finance project product business "
    "master bachelor doctorate licence degree diploma certificate certified license bts dut "
    "skills experience education languages summary profile projects work professional "
    "google amazon microsoft oracle apache azure aws sql office power studio server linux "
    "english french german spanish italian native fluent current intermediate "
    "january february march april may june july august september october november december "
    "north south east west new saint united street avenue rue".split()
)
_IN_PLACE = re.compile(r"(?:\b(?:in|at|to|near|chez|en|dans|bei)|\s[àÀ])\s+$", re.IGNORECASE)
_KNOWN = re.compile(
    r"\b(?:knows?|knew|speaks?|uses?|used|with|has|have|mastered|learned|learnt|connaît|connait|"
    r"connaissent|maîtrise|maitrise|maîtrisent|parle|parlent|utilise|utilisent|avec|en)\s+$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"\b(?:do(?:es)?|did|is|was|has|had|can|about|Où|Quand|Combien)\s+({CAPITAL})(?=\s+\w)"
)
_BEGIN = re.compile(
    r"(?:^|[.!?:;]\s+|,\s*|\b(?:and|et|und|y)\s+)(?:(?:[-*•]|\d+[.)])\s+)?(?:\*\*)?$"
)
_HEADING = re.compile(r"^\*\*([^*\n(:]{3,60}?)\s*(?:\([^)\n]*\))?\s*\*\*", re.MULTILINE)
_MARK = re.compile(r"\s?\[\d+(?:,\s?\d+)*\]")


def named(text: str) -> list[re.Match[str]]:
    """Every run of words with a capital letter, without the words that only begin a sentence."""
    found = []
    for match in RUN.finditer(text):
        skipped = _skipped(match.group())
        if skipped is not None:
            found.append(re.compile(re.escape(match.group()[skipped:])).search(text, match.start()))
    return [match for match in found if match is not None]


def people_of_question(question: str) -> list[str]:
    """The people that a question names: by first and last name, or by one as its subject."""
    found = {
        match.group(): match.start()
        for match in named(question)
        if is_full_name(match.group()) and not _is_thing(question[: match.start()])
    }
    for match in _SUBJECT.finditer(question):
        if not any(match[1] in name for name in found) and _skipped(match[1]) == 0:
            found[match[1]] = match.start(1)
    return sorted(found, key=found.__getitem__)


def people_of_answer(answer: str) -> list[str]:
    """The people that an answer lists or speaks of, in order: they head a part or a sentence."""
    if len(answer) > LONGEST_ANSWER:
        answer = answer[:LONGEST_ANSWER].rpartition(" ")[0]
    headed = [" ".join(name.split()) for name in _HEADING.findall(answer)]
    names = [name for name in headed if is_full_name(name)] or list(_speaks_of(answer))
    return list(dict.fromkeys(names))


def is_full_name(name: str) -> bool:
    """Whether it looks like the first and last name of a person."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > LONGEST_NAME or not RUN.fullmatch(name):
        return False
    return not any(re.search(r"[\d+#]", word) or fold(word) in _IMPERSONAL for word in words)


def _speaks_of(answer: str) -> Iterator[str]:
    plain = _MARK.sub("", answer)
    for line in plain.splitlines():
        for match in named(line):
            if is_full_name(match.group()) and _BEGIN.search(line[: match.start()]):
                yield match.group()


def _skipped(run: str) -> int | None:
    """Letters of the words at the beginning of a run that are no names; None if all are such."""
    for word in re.finditer(r"\S+", run):
        if fold(re.split(r"['’]", word.group())[0]) not in _STARTERS:
            return word.start()
    return None


def _is_thing(before: str) -> bool:
    """Whether a name after these words is that of a place, or of what somebody knows."""
    return bool(_IN_PLACE.search(before) or _KNOWN.search(before))
