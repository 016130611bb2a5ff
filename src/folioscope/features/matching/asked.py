"""From the text of an offer to what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from folioscope.features.knowledge.instruction_words import Rule
from folioscope.features.matching.job_lines import (
    JobLine,
    Part,
    job_lines,
    order_rules,
    orders_a_model,
)
from folioscope.features.matching.line_reading import Wanted, wanted_by
from folioscope.features.matching.needs import clause_around, need_of
from folioscope.features.matching.protected import protected_in
from folioscope.features.matching.requirements import (
    MOST,
    WEIGHTS,
    Kind,
    Need,
    Option,
    Requirement,
)

LONGEST_TEXT = 200_000  # letters of an offer that are read
LONGEST_QUOTE = 400
OF_CHARACTER = 1
"""The weight of what no document can bear out."""

_ORDER: dict[Need, int] = {"gate": 0, "must": 1, "nice": 2}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that whoever uses the requirements should know of how they were read."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an offer asks for, in its order, and what is to be told of it."""

    requirements: tuple[Requirement, ...]
    notes: tuple[Note, ...]


def asked_by(title: str, text: str) -> Asked:
    """Read an offer. The same text gives the same requirements each time.

    What only the title names is asked for too. Orders to a model, and what nobody may be chosen
    by, become notes.
    """
    notes: dict[str, Note] = {}
    rules = order_rules(f"{title}\n{text[:LONGEST_TEXT]}")
    lines = list(job_lines(text[:LONGEST_TEXT]))
    has_list = any(line.part == "must" for line in lines)
    found: list[Requirement] = []
    for line in lines:
        refused = _refused(line, rules)
        if refused is not None:
            notes.setdefault(refused.code, refused)
        elif line.part != "other" and not (line.part == "open" and has_list):
            found += _of_line(line, title, has_list=has_list)
    found += _of_title(title, rules)
    kept = _first_of_each(found)
    if len(kept) > MOST:
        told = f"Of {len(kept)} requirements the {MOST} that weigh most are taken."
        notes["too_many"] = Note("too_many", told)
        kept = sorted(kept, key=lambda one: (_ORDER[one.need], -one.weight))[:MOST]
        kept.sort(key=lambda one: one.start or 0)
    if len(kept) < 2:
        told = "The text asks for next to nothing: the score says little. Add what is asked for."
        notes["little_asked"] = Note("little_asked", told)
    numbered = (replace(one, id=f"r{at}") for at, one in enumerate(kept, 1))
    return Asked(tuple(numbered), tuple(notes.values()))


def _refused(line: JobLine, rules: Sequence[Rule]) -> Note | None:
    """Why a line is no requirement whatever it says."""
    if orders_a_model(line.text, rules):
        told = f"“{_quoted(line.text)}” speaks to a machine. It counts for nothing."
        return Note("order_to_a_model", told)
    trait = None if line.part == "other" else protected_in(line.folded)
    if trait is not None:
        told = f"“{_quoted(line.text)}” asks for something nobody may be chosen by ({trait})."
        return Note(f"protected_{trait}", told)
    return None


def _of_line(line: JobLine, title: str, *, has_list: bool) -> Iterator[Requirement]:
    for wanted in wanted_by(line, title, is_asked=line.part in ("must", "nice")):
        is_listed = all(option.kind in ("skill", "other") for option in wanted.options)
        clause = clause_around(line.folded, wanted.start, wanted.end, is_listed=is_listed)
        own = need_of(line.part, clause, has_list=has_list)
        if wanted.options[0].kind == "permit" and own == "must":
            own = "gate"
        if line.part == "duties" and not _may_stand_in_duties(wanted):
            continue
        yield Requirement(
            id="",
            text=_quoted(line.text),
            need=own,
            weight=_weight(own, wanted.options, line.part),
            options=wanted.options,
            start=line.start + wanted.start,
            end=line.start + wanted.end,
        )


def _may_stand_in_duties(wanted: Wanted) -> bool:
    return all(option.kind == "skill" for option in wanted.options)


def _weight(need: Need, options: Sequence[Option], part: Part) -> int:
    kinds: set[Kind] = {option.kind for option in options}
    if kinds <= {"other"} or part == "duties":
        return OF_CHARACTER
    return 0 if kinds == {"permit"} else WEIGHTS[need]


def _of_title(title: str, rules: Sequence[Rule]) -> Iterator[Requirement]:
    """The skills that stand in the title: a Python developer is to know Python."""
    # A word before it: names such as Rust and Go count as skills where no sentence begins.
    for line in job_lines(f"as {title}"):
        if _refused(line, rules) is None:
            for wanted in wanted_by(line, "", is_asked=False):
                if all(option.kind == "skill" for option in wanted.options):
                    text = _quoted(title)
                    yield Requirement("", text, "must", WEIGHTS["must"], wanted.options)


def _first_of_each(found: Sequence[Requirement]) -> list[Requirement]:
    """Each thing once, as the line has it that asks most for it."""
    best: dict[tuple[tuple[str, str], ...], Requirement] = {}
    for one in found:
        about = tuple(sorted((option.kind, _about(option)) for option in one.options))
        known = best.get(about)
        if known is None or _strength(one) > _strength(known):
            best[about] = one if known is None else replace(one, id=known.id)
    singles = {about[0] for about in best if len(about) == 1}
    return [
        one
        for about, one in best.items()
        if len(about) == 1 or not any(each in singles for each in about) or _is_mixed(about)
    ]


def _is_mixed(about: Sequence[tuple[str, str]]) -> bool:
    """Whether an either/or is one of different things, as a degree or experience."""
    return len({kind for kind, _ in about}) > 1


def _about(option: Option) -> str:
    return f"{option.key} {' '.join(option.area)}" if option.kind == "experience" else option.key


def _strength(one: Requirement) -> tuple[int, int, int, int]:
    most = max((option.months or 0 for option in one.options), default=0)
    told = max(len(option.area) + (option.level is not None) for option in one.options)
    return -_ORDER[one.need], one.weight, most, told


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
