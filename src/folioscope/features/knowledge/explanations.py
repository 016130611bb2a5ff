"""What each kind of finding is, in the words of people."""

from __future__ import annotations

from collections.abc import Mapping

WHAT: Mapping[str, str] = {
    "actual_text": "a replacement text that differs from what is shown",
    "annotation": "text in a note or another annotation",
    "clipped_text": "text outside of the area that is shown",
    "covered_text": "text behind a picture or a filled area",
    "hidden_element": "a part of the page that is not displayed",
    "hidden_layer": "text on a layer that is switched off",
    "instruction": "words aimed at a language model",
    "invisible_characters": "characters that have no shape",
    "invisible_text": "text that is set as invisible",
    "low_contrast": "text in the colour of its background, such as white on white",
    "metadata": "text in the properties of the file",
    "off_page": "text outside of the page",
    "tiny_text": "text too small to be read",
    "transparent_text": "text that is fully transparent",
    "vanished_text": "text that is marked as hidden",
}
VISIBLE: frozenset[str] = frozenset({"instruction"})
KEPT_OUT = "People do not see it, so it is kept out of search and answers."
KEPT = "It can be seen, so it stays; a language model is told to obey nothing that it reads."


def what(kind: str) -> str:
    """What was found; of a kind that is not known here, its name."""
    return WHAT.get(kind, kind.replace("_", " "))


def is_hidden(kind: str) -> bool:
    """Whether people would not see it, so that it is kept out of answers."""
    return kind not in VISIBLE


def explanation(kind: str) -> str:
    """What was found, and what that means for answers."""
    told = what(kind)
    return f"{told[0].upper()}{told[1:]}. {KEPT_OUT if is_hidden(kind) else KEPT}"
