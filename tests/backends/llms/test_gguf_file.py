"""What a GGUF file tells, and what is said of one that cannot be used."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from folioscope.backends.llms.gguf_file import GGUFUnusable, read_gguf
from tests.backends.llms.gguf_builder import CHAT, gguf, written

WHOLE = gguf(CHAT)


@pytest.mark.parametrize("version", [2, 3])
def test_the_context_of_a_chat_model_is_read(tmp_path: Path, version: int) -> None:
    path = written(tmp_path, gguf(CHAT, version))
    told = read_gguf(path)
    assert told.path == path
    assert told.context_tokens == 4096


def test_a_context_that_is_not_told_is_unknown(tmp_path: Path) -> None:
    silent = {name: value for name, value in CHAT.items() if "context" not in name}
    assert read_gguf(written(tmp_path, gguf(silent))).context_tokens is None


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE)
    assert read_gguf(path) is read_gguf(path)
    written(tmp_path, gguf({**CHAT, "llama.context_length": 128, "more": "text"}))
    assert read_gguf(path).context_tokens == 128


def test_a_base_model_is_refused_with_advice(tmp_path: Path) -> None:
    base = {name: value for name, value in CHAT.items() if "template" not in name}
    with pytest.raises(GGUFUnusable, match=r"model\.gguf.*base model.*chat template.*instruct"):
        read_gguf(written(tmp_path, gguf(base)))


@pytest.mark.parametrize(
    "content",
    [b"", b"GG", b"%PDF-1.7 and more", b"PK\3\4" * 100, "Größe".encode() * 100],
    ids=["empty", "short", "pdf", "zip", "text"],
)
def test_another_file_is_no_gguf_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(GGUFUnusable, match=r"model\.gguf” is no GGUF file"):
        read_gguf(written(tmp_path, content))


@pytest.mark.parametrize("kept", [4, 8, 20, 40, 100, len(WHOLE) // 2, len(WHOLE) - 64])
def test_a_file_that_is_cut_off_says_so(tmp_path: Path, kept: int) -> None:
    with pytest.raises(GGUFUnusable, match="damaged or not whole"):
        read_gguf(written(tmp_path, WHOLE[:kept]))


@pytest.mark.parametrize(
    "head",
    [
        struct.pack("<IQQ", 3, 0, 2**63),
        struct.pack("<IQQ", 3, 2**63, 0),
        struct.pack("<IQQQ", 3, 0, 1, 2**63),
        struct.pack("<IQQQ", 3, 0, 1, 0) + struct.pack("<IIQ", 9, 8, 2**63),
        struct.pack("<IQQQ", 3, 0, 1, 0) + struct.pack("<IIQ", 9, 4, 2**63),
        struct.pack("<IQQQ", 3, 0, 1, 0) + struct.pack("<IIQ", 9, 9, 2),
        struct.pack("<IQQQ", 3, 0, 1, 0) + struct.pack("<I", 77),
    ],
    ids=["values", "tensors", "name", "texts", "numbers", "lists of lists", "type"],
)
def test_numbers_that_cannot_be_are_damage(tmp_path: Path, head: bytes) -> None:
    with pytest.raises(GGUFUnusable, match="damaged or not whole"):
        read_gguf(written(tmp_path, b"GGUF" + head))


def test_a_version_that_nobody_knows_is_named(tmp_path: Path) -> None:
    with pytest.raises(GGUFUnusable, match="version 9"):
        read_gguf(written(tmp_path, gguf(CHAT, version=9)))


def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(GGUFUnusable, match=r"There is no file “.*none\.gguf”"):
        read_gguf(tmp_path / "none.gguf")
    with pytest.raises(GGUFUnusable, match="cannot be read"):
        read_gguf(tmp_path)
