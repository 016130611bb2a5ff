"""The names that people give: of bases, and of the files they hand in."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from folioscope.errors import Invalid

BASE_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")
MAX_PATH = 1000
LABEL_DIGITS = 12  # of an id: enough that no two documents of a base are called the same
MAX_PATH_BYTES = 2000  # what an index of PostgreSQL takes beside the other columns


class NameInvalid(Invalid):
    """A name that a knowledge base cannot have."""

    code = "kb_name_invalid"


class PathInvalid(Invalid):
    """A file name that cannot be kept."""

    code = "path_invalid"


def base_name(text: str) -> str:
    """The name, normalised; ``NameInvalid`` with what is allowed."""
    name = unicodedata.normalize("NFC", text.strip())
    if not BASE_NAME.fullmatch(name) or ".." in name:
        msg = (
            f"“{name[:80]}” cannot be the name of a knowledge base: use up to 64 letters, digits, "
            "spaces and . + - _, and begin with a letter or digit."
        )
        raise NameInvalid(msg)
    return name


def file_path(text: str) -> str:
    """The name a file is shown under: no drive, no ``..``, no control characters.

    It is a label and opens nothing: files are kept under their digest.
    """
    normal = unicodedata.normalize("NFC", text).replace("\\", "/")
    visible = "".join(letter for letter in normal if unicodedata.category(letter)[0] != "C")
    parts = [part for part in visible.split("/") if part not in ("", ".", "..")]
    path = "/".join(parts)
    if not path or len(path) > MAX_PATH:
        msg = f"A file needs a name of 1 to {MAX_PATH} characters, not “{text[:80]}”."
        raise PathInvalid(msg)
    if len(path.encode()) > MAX_PATH_BYTES:
        msg = f"A file needs a name of at most {MAX_PATH_BYTES} bytes, not “{text[:80]}”."
        raise PathInvalid(msg)
    return f"/{path}" if normal.startswith("/") else path


def candidate_label(document_id: str) -> str:
    """What a document of a blind base is called, whose file may be named for a person."""
    return f"Candidate {document_id[:LABEL_DIGITS]}"


class Labels:
    """Tells files of one upload apart whose names read alike, so that none hides another."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def give(self, path: str) -> str:
        """The path if it is the first of its kind, then “cv (2).pdf” and so on."""
        label = path
        while label in self._given:
            self._given[path] += 1
            label = _numbered(path, self._given[path])
        self._given[label] = 1
        return label


def _numbered(path: str, number: int) -> str:
    whole, mark = PurePosixPath(path), f" ({number})"
    room = MAX_PATH - len(path) - len(mark)
    stem = whole.stem if room >= 0 else whole.stem[:room]
    return str(whole.with_name(f"{stem}{mark}{whole.suffix}"))
