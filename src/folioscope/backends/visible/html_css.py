"""Style sheets, as far as they can hide text: simple selectors, and who wins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Declarations = dict[str, str]

RELEVANT = frozenset(
    "display visibility opacity filter transform font font-size font-weight color background"
    " background-color background-image position left top right text-indent margin-left margin-top"
    " clip clip-path overflow overflow-x overflow-y width height max-width max-height white-space"
    " content-visibility -webkit-text-fill-color".split()
)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
BRACE = re.compile(r"[{}]")
SEEN_ON_SCREEN = re.compile(r"@(?:media\s+(?:only\s+)?(?:screen|all)\s*|layer\b.*)", re.DOTALL)
COMPOUND = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
PART = re.compile(r"[.#][\w-]+")
IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
# What is only so while somebody points at it, or on paper that nobody prints.
PASSING = re.compile(
    r":(?:hover|focus|active|visited|:?selection|:?placeholder)|@(?!page)", re.IGNORECASE
)
BACKGROUNDS = ("background", "background-color", "background-image")
MOST_RULES = 5000
LONGEST_SELECTOR = 300


@dataclass(frozen=True, slots=True)
class Named:
    """An element as selectors know it."""

    tag: str
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a selector; ``is_child`` if it must be right inside the one before."""

    tag: str
    names: frozenset[str]
    is_child: bool = False

    def matches(self, element: Named) -> bool:
        """Tell whether an element is meant."""
        return self.tag in ("", "*", element.tag) and self.names <= element.names


@dataclass(frozen=True, slots=True)
class Rule:
    """What is declared for the elements of a selector, and how strongly."""

    steps: tuple[Step, ...]
    weight: tuple[int, int, int, int]
    declarations: Declarations

    def matches(self, ancestors: Sequence[Named]) -> bool:
        """Tell whether an element that its last step means stands where it must."""
        depth = len(ancestors)
        for outer, inner in zip(self.steps[-2::-1], self.steps[:0:-1], strict=True):
            depth -= 1
            while depth >= 0 and not outer.matches(ancestors[depth]):
                if inner.is_child:
                    return False
                depth -= 1
            if depth < 0:
                return False
        return True


class StyleSheet:
    """The rules of a page, by the name that selects the element itself.

    ``unplaced`` holds the backgrounds of rules that are not understood: any text may stand on them.
    """

    def __init__(self) -> None:
        self.unplaced: list[str] = []
        self._rules: defaultdict[str, list[Rule]] = defaultdict(list)
        self._count = 0
        self._found: dict[Named, list[Rule]] = {}

    def add(self, css: str) -> None:
        """Take in the rules of a style sheet."""
        self._found.clear()
        for selectors, body in _blocks(COMMENT.sub(" ", css)):
            declared = declarations(body)
            if selectors.startswith("@"):
                self._add_unplaced(selectors, declared)
                continue
            for selector in selectors.split(",") if declared else ():
                if self._count < MOST_RULES:
                    self._add_rule(selector.strip(), declared)

    def _add_rule(self, selector: str, declared: Declarations) -> None:
        steps = _steps(selector)
        if not steps:
            self._add_unplaced(selector, declared)
            return
        names = [name for step in steps for name in step.names]
        ids = sum(name.startswith("#") for name in names)
        tags = sum(step.tag not in ("", "*") for step in steps)
        weight = (ids, len(names) - ids, tags, self._count)
        last = steps[-1]
        self._rules[min(last.names, default=last.tag or "*")].append(Rule(steps, weight, declared))
        self._count += 1

    def declared(self, element: Named, ancestors: Sequence[Named], inline: str) -> Declarations:
        """Answer what is declared for an element: what counts more comes later, and wins."""
        found = [rule for rule in self._rules_for(element) if rule.matches(ancestors)]
        if not found and not inline:
            return {}
        merged: Declarations = {}
        pressing: Declarations = {}
        for said in (*(rule.declarations for rule in found), declarations(inline)):
            for name, value in said.items():
                plain = IMPORTANT.sub("", value)
                (merged if plain == value else pressing)[name] = plain
        return merged | pressing

    def _rules_for(self, element: Named) -> list[Rule]:
        """Answer the rules that mean such an element, wherever it stands, weakest first."""
        if element not in self._found:
            keys = (element.tag, "*", *element.names)
            rules = (rule for key in keys for rule in self._rules.get(key, ()))
            meant = (rule for rule in rules if rule.steps[-1].matches(element))
            self._found[element] = sorted(meant, key=lambda rule: rule.weight)
        return self._found[element]

    def _add_unplaced(self, selector: str, declared: Declarations) -> None:
        if not PASSING.search(selector):
            self.unplaced += [declared[name] for name in BACKGROUNDS if name in declared]


def declarations(body: str) -> Declarations:
    """Read the declarations that may hide something; of two of one name the important one."""
    found: Declarations = {}
    for part in COMMENT.sub(" ", body).split(";"):
        name, _, value = part.partition(":")
        name = name.strip().lower()
        is_less = "!" in found.get(name, "") and "!" not in value
        if name in RELEVANT and value.strip() and not is_less:
            found[name] = value.strip().lower()
    return found


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Answer selectors and bodies; those inside of at-rules only where every screen has them."""
    start = skipped = 0
    prelude = ""
    for brace in BRACE.finditer(css):
        before = css[start : brace.start()]
        start = brace.end()
        if brace[0] == "{":
            if skipped:
                skipped += 1
                continue
            prelude = before.rpartition(";")[2].strip()
            is_nested = prelude.startswith("@") and not prelude.lower().startswith("@page")
            skipped = int(is_nested and not SEEN_ON_SCREEN.fullmatch(prelude))
        elif skipped:
            skipped -= 1
        elif prelude and not SEEN_ON_SCREEN.fullmatch(prelude):
            yield prelude, before
            prelude = ""


def _steps(selector: str) -> tuple[Step, ...]:
    """Read a selector of tags, classes and ids, inside or right inside each other."""
    if len(selector) > LONGEST_SELECTOR:
        return ()
    steps: list[Step] = []
    is_child = False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            is_child = True
            continue
        found = COMPOUND.fullmatch(word)
        if found is None:
            return ()
        names = frozenset(PART.findall(found[2]))
        steps.append(Step((found[1] or "").lower(), names, is_child))
        is_child = False
    return tuple(steps)
