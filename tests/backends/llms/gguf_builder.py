"""Heads of GGUF files, written by hand."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

Value = int | float | str | list[str] | list[int]


def gguf(values: Mapping[str, Value], version: int = 3, data: bytes = b"\0" * 64) -> bytes:
    """A file with these values and one tensor of eight numbers."""
    pairs = b"".join(_text(name) + _typed(value) for name, value in values.items())
    tensor = _text("weight") + struct.pack("<IQIQ", 1, 8, 0, 0)
    head = b"GGUF" + struct.pack("<IQQ", version, 1, len(values)) + pairs + tensor
    return head + b"\0" * (-len(head) % 32) + data


CHAT: Mapping[str, Value] = {
    "general.architecture": "llama",
    "llama.context_length": 4096,
    "llama.rope.freq_base": 1e4,
    "tokenizer.ggml.tokens": ["a", "b"],
    "tokenizer.ggml.token_type": [1, 2],
    "tokenizer.chat_template": "{{ messages }}",
}


def written(folder: Path, content: bytes, name: str = "model.gguf") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(content)
    return path


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _typed(value: Value) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value[0], str):
        items = b"".join(_text(str(each)) for each in value)
        return struct.pack("<IIQ", 9, 8, len(value)) + items
    return struct.pack(f"<IIQ{len(value)}I", 9, 4, len(value), *value)
