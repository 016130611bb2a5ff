"""An export as a folder: whole under its name, or not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.errors import FolioscopeError
from folioscope.features.transfers.archive import Member
from folioscope.features.transfers.export_format import ExportInvalid
from folioscope.features.transfers.unpacking import (
    ArchiveCutShort,
    FolderTaken,
    check_target,
    read_folder,
    unpack,
)
from folioscope.features.transfers.unpacking import packed as packed_again
from tests.features.transfers.exports import made_export, metadata_of, packed, unpacked


def sealed(index: bytes = b"IxFI") -> dict[str, bytes]:
    """The files of an export, with an index for other tools."""
    files = {**made_export(), "vectors/index.faiss": index}
    told = metadata_of(files)
    told["sha256"]["vectors/index.faiss"] = hashlib.sha256(index).hexdigest()
    return {**files, "metadata.json": json.dumps(told).encode()}


async def pieces(content: bytes, size: int = 700) -> AsyncIterator[bytes]:
    for first in range(0, len(content), size):
        yield content[first : first + size]


def everything(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


async def test_an_archive_becomes_a_folder(tmp_path: Path) -> None:
    metadata = await unpack(pieces(packed(sealed())), tmp_path / "deep" / "people")
    assert everything(tmp_path / "deep" / "people") == sealed()
    assert metadata.name == "people"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["people"]


async def test_a_folder_is_packed_into_what_an_import_needs(tmp_path: Path) -> None:
    await unpack(pieces(packed(sealed())), tmp_path / "people")
    (tmp_path / "people" / "files" / "notes.txt").write_text("mine")
    files = unpacked(b"".join(packed_again(tmp_path / "people")))
    del (expected := sealed())["vectors/index.faiss"]
    assert files == expected
    (tmp_path / "people.tar").write_bytes(packed(sealed()))
    assert b"".join(packed_again(tmp_path / "people.tar")) == packed(sealed())


async def test_a_link_is_not_packed(tmp_path: Path) -> None:
    await unpack(pieces(packed(sealed())), tmp_path / "people")
    (tmp_path / "people" / "documents.jsonl").unlink()
    (tmp_path / "people" / "documents.jsonl").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic links"):
        list(packed_again(tmp_path / "people"))


async def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    content = packed(sealed())
    for end in range(0, len(content) - 1024, 900):
        with pytest.raises(ArchiveCutShort):
            await unpack(pieces(content[:end]), tmp_path / "people")
    assert list(tmp_path.iterdir()) == []


def changed(name: str) -> dict[str, bytes]:
    return {**sealed(), name: sealed()[name] + b" "}


BAD = {
    "changed documents": packed(changed("documents.jsonl")),
    "changed index": packed(changed("vectors/index.faiss")),
    "a changed original": packed(changed(sorted(sealed())[2])),
    "no index": packed(made_export()),
    "a file twice": packed(sealed()).removesuffix(bytes(1024)) + packed(sealed()),
    "another name": packed({**sealed()}).removesuffix(bytes(1024))
    + Member("../escaped", 0).head()
    + bytes(1024),
    "no export": packed({"metadata.json": b"{}"}),
}


@pytest.mark.parametrize("kind", BAD)
async def test_t11_what_is_not_right_leaves_nothing(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "here"
    with pytest.raises(ExportInvalid):
        await unpack(pieces(BAD[kind]), folder / "people")
    assert list(folder.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


async def test_an_earlier_export_is_replaced_only_when_that_is_wanted(tmp_path: Path) -> None:
    target = tmp_path / "people"
    await unpack(pieces(packed(sealed())), target)
    with pytest.raises(FolderTaken, match="--force"):
        check_target(target, force=False)
    check_target(target, force=True)
    await unpack(pieces(packed(sealed(b"IxFI2"))), target)
    assert (target / "vectors" / "index.faiss").read_bytes() == b"IxFI2"
    assert [path.name for path in tmp_path.iterdir()] == ["people"]


async def test_an_earlier_export_stays_when_the_new_one_breaks_off(tmp_path: Path) -> None:
    target = tmp_path / "people"
    await unpack(pieces(packed(sealed())), target)
    with pytest.raises(FolioscopeError):
        await unpack(pieces(packed(sealed())[:5000]), target)
    assert everything(target) == sealed()


async def test_what_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    check_target(tmp_path / "mine", force=False)
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    await unpack(pieces(packed(sealed())), tmp_path / "both")
    (tmp_path / "both" / "letter.txt").write_text("Dear")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "both")
    for name in ("mine", "both", "file", "link"):
        with pytest.raises(FolderTaken):
            check_target(tmp_path / name, force=True)
    check_target(tmp_path / "new", force=False)


def test_a_folder_without_metadata_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(ExportInvalid, match=r"no metadata\.json"):
        read_folder(tmp_path)
