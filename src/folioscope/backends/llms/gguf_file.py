"""What a GGUF file says of its model, read without loading it; what it is not is told at once."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from folioscope.errors import BackendFailed

MAGIC = b"GGUF"
VERSIONS = (2, 3)
STRING, ARRAY = 8, 9
# Types of values by their numbers, as struct writes them.
_SCALARS = dict(enumerate("BbHhIif?")) | {10: "Q", 11: "q", 12: "d"}
_ALIGNMENT = "general.alignment"


class GGUFUnusable(BackendFailed):
    """A file of a local model that cannot answer questions."""

    code = "gguf_unusable"


@dataclass(frozen=True, slots=True)
class GGUFFile:
    """A model that can chat, as far as its file tells."""

    path: Path
    context_tokens: int | None


def read_gguf(path: Path) -> GGUFFile:
    """Read the head of a file, again when it has changed; ``GGUFUnusable`` says what is wrong."""
    try:
        state = path.stat()
        found = _read_once(path, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        raise GGUFUnusable(f"There is no file “{path}”.") from None
    except OSError as error:
        raise GGUFUnusable(f"“{path}” cannot be read: {error.strerror}.") from error
    if isinstance(found, str):
        raise GGUFUnusable(found)
    return found


@lru_cache(maxsize=16)
def _read_once(path: Path, _changed: int, _size: int) -> GGUFFile | str:
    """The file, or why it is unusable: that takes as long to find out."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _read(path, data)
    except GGUFUnusable as error:
        return error.message
    except (struct.error, IndexError):
        return _cut_off(path).message
    except ValueError:
        return f"“{path}” is no GGUF file."


def _read(path: Path, data: mmap.mmap) -> GGUFFile:
    if data[:4] != MAGIC:
        raise ValueError("magic")
    cursor = _Cursor(data)
    version, tensors, values = cursor.unpack("IQQ")
    if version not in VERSIONS:
        raise GGUFUnusable(
            f"“{path}” is in version {version} of the GGUF format; versions 2 and 3 can be read."
        )
    told = {name: cursor.value() for name in (cursor.text() for _ in range(values))}
    last = max((cursor.tensor_offset() for _ in range(tensors)), default=0)
    alignment = told.get(_ALIGNMENT) or 32
    if not isinstance(alignment, int) or cursor.aligned(alignment) + last >= len(data):
        raise _cut_off(path)
    if not told.get("tokenizer.chat_template"):
        raise GGUFUnusable(
            f"“{path}” holds a base model: it has no chat template, so it cannot answer "
            "questions. Take the variant of it whose name says “instruct”, “chat” or “it”."
        )
    length = told.get(f"{told.get('general.architecture')}.context_length")
    return GGUFFile(path, length if isinstance(length, int) and length > 0 else None)


def _cut_off(path: Path) -> GGUFUnusable:
    return GGUFUnusable(f"“{path}” is damaged or not whole; copy or download it again.")


class _Cursor:
    """A place in the head of a file."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self.position = len(MAGIC)

    def unpack(self, kinds: str) -> tuple[int, ...]:
        """The next values of these kinds."""
        layout = struct.Struct(f"<{kinds}")
        values = layout.unpack_from(self._data, self.position)
        self.position += layout.size
        return values

    def text(self) -> str:
        """The next string."""
        start = self._skip_text()
        return self._data[start : self.position].decode(errors="replace")

    def value(self) -> int | str | None:
        """The next value with its type; of an array nothing."""
        (kind,) = self.unpack("I")
        if kind == STRING:
            return self.text()
        if kind != ARRAY:
            return self.unpack(_SCALARS[kind])[0] if kind in _SCALARS else self._unknown(kind)
        kind, count = self.unpack("IQ")
        if kind == STRING:
            self._repeat(self._skip_text, count)
        else:
            width = struct.calcsize(_SCALARS[kind]) if kind in _SCALARS else self._unknown(kind)
            self._advance(width * count)
        return None

    def tensor_offset(self) -> int:
        """Where the data of the next tensor begins."""
        self._skip_text()
        (dimensions,) = self.unpack("I")
        self._advance(8 * dimensions)
        _, offset = self.unpack("IQ")
        return offset

    def aligned(self, alignment: int) -> int:
        """Where the data of all tensors begins."""
        return -(-self.position // alignment) * alignment

    def _skip_text(self) -> int:
        (length,) = self.unpack("Q")
        start = self.position
        self._advance(length)
        return start

    def _advance(self, count: int) -> None:
        self.position += count
        if self.position > len(self._data):
            raise IndexError(count)

    @staticmethod
    def _repeat(skip: Callable[[], int], count: int) -> None:
        for _ in range(count):
            skip()

    @staticmethod
    def _unknown(kind: int) -> int:
        raise IndexError(kind)
