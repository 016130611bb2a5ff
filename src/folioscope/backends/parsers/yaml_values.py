"""YAML as plain values, built from the parser's events: no types, no code, no bombs.

The library's own loaders build whatever tags ask for, or call themselves for each level of
nesting, and let the second of two equal keys win. Every scalar stays the words it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from folioscope.backends.parsers.port import Unreadable

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
SWITCHES = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
MERGE_KEY = "<<"
MOST_UNFOLDED = 100_000
DEEPEST = 100


class NotYaml(ValueError):
    """A text is not YAML, or says something that YAML forbids."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; ``size`` counts all that is in it."""

    value: list[object] | dict[str, object]
    anchor: str | None
    key: str | None = None
    size: int = 1


@dataclass(slots=True)
class _Reader:
    """Builds values from events."""

    documents: list[object] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _named: dict[str, tuple[object, int]] = field(default_factory=dict)
    _unfolded: int = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
            self._name(event.anchor, value, 1)
            self._put(value, 1, event)
        elif isinstance(event, yaml.AliasEvent):
            self._put(*self._unfold(event), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin([], event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin({}, event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._named.clear()

    def _begin(self, value: list[object] | dict[str, object], event: Any) -> None:
        if len(self._open) >= DEEPEST:
            raise NotYaml(f"{_place(event)}: nested too deeply")
        self._open.append(_Open(value, event.anchor))

    def _end(self, event: Any) -> None:
        done = self._open.pop()
        value = done.value
        taken_in = value.pop(MERGE_KEY, None) if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(taken_in, dict):
            value = taken_in | value
        self._name(done.anchor, value, done.size)
        self._put(value, done.size, event)

    def _name(self, anchor: str | None, value: object, size: int) -> None:
        if anchor is not None:
            self._named[anchor] = (value, size)

    def _unfold(self, event: Any) -> tuple[object, int]:
        if event.anchor not in self._named:
            raise NotYaml(f"{_place(event)}: *{event.anchor} refers to nothing before it")
        value, size = self._named[event.anchor]
        self._unfolded += size
        if self._unfolded > MOST_UNFOLDED:
            message = f"is a YAML bomb: its aliases unfold to more than {MOST_UNFOLDED} values"
            raise Unreadable("too_large", message)
        return value, size

    def _put(self, value: object, size: int, event: Any) -> None:
        if not self._open:
            self.documents.append(value)
            return
        outer = self._open[-1]
        outer.size += size
        if isinstance(outer.value, list):
            outer.value.append(value)
        elif outer.key is None:
            outer.key = _key(value, outer.value, event)
        else:
            outer.value[outer.key] = value
            outer.key = None


def load_all(text: str) -> list[object]:
    """Answer the documents of a YAML text: strings, switches, lists, mappings and nothing."""
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise NotYaml(f"{place}{error.problem}") from error
    except yaml.YAMLError as error:
        raise NotYaml(str(error)) from error
    return reader.documents


def _scalar(event: Any) -> object:
    """Answer a scalar; what is not quoted may be a switch, or nothing."""
    if event.implicit[0]:
        if event.value in NOTHING:
            return None
        return SWITCHES.get(event.value, event.value)
    return event.value


def _key(value: object, taken: dict[str, object], event: Any) -> str:
    if isinstance(value, (dict, list)):
        raise NotYaml(f"{_place(event)}: a key that is no word")
    key = str(value) if value is not None else ""
    if key in taken:
        raise NotYaml(f"{_place(event)}: {key!r} stands twice")
    return key


def _place(event: Any) -> str:
    return f"line {event.start_mark.line + 1}"
