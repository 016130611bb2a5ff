"""An archive is read only if it is whole, and nothing in it has a say in where it goes."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folioscope.features.copies.archive import (
    HEADER,
    MANIFEST,
    ArchiveDamaged,
    ArchiveWriter,
    open_archive,
)
from tests.features.copies.copying import header

CONTENT = b"Ada Byron"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
LINES = b'["id","name"]\n[1,"ada"]\n'
Member = tuple[tarfile.TarInfo, bytes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small archive that is whole."""
    path = tmp_path / "copy.tar"
    with path.open("wb") as target:
        archive = ArchiveWriter(target, header())
        archive.add("rows/users/000001.jsonl", io.BytesIO(LINES), len(LINES), rows=1)
        archive.add(f"files/{DIGEST}", io.BytesIO(CONTENT), len(CONTENT))
        archive.finish([])
    return path


def refused(path: Path) -> str:
    with pytest.raises(ArchiveDamaged) as caught, open_archive(path):
        pass
    assert caught.value.code == "archive_damaged"
    return caught.value.message


def members_of(path: Path) -> list[Member]:
    with tarfile.open(path) as tar:
        found = []
        for member in tar:
            opened = tar.extractfile(member)
            found.append((member, b"" if opened is None else opened.read()))
        return found


def write(path: Path, members: Sequence[Member]) -> None:
    with tarfile.open(path, "w") as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))


def manifest_of(members: Sequence[Member]) -> bytes:
    """A manifest that says of each part what it is."""
    parts = {
        member.name: {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": 0,
        }
        for member, content in members
        if member.name != MANIFEST
    }
    return json.dumps({"parts": parts, "lost": []}).encode()


def rewrite(path: Path, change: Callable[[list[Member]], list[Member]]) -> None:
    """Change an archive as somebody would who can write manifests, too."""
    members = change(members_of(path)[:-1])
    end = tarfile.TarInfo(MANIFEST)
    write(path, [*members, (end, manifest_of(members))])


def named(name: str, content: bytes = b"[]\n", kind: bytes = tarfile.REGTYPE) -> Member:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member, content


def test_a_whole_archive_is_read(path: Path) -> None:
    with open_archive(path) as archive:
        assert list(archive.rows()) == [("users", ["id", "name"], [[1, "ada"]])]
        ((digest, content, size),) = archive.files()
        assert (digest, content.read(), size) == (DIGEST, CONTENT, len(CONTENT))
        assert (archive.manifest.rows, archive.manifest.files) == (1, 1)


def test_the_rewriting_of_these_tests_alone_is_not_what_is_refused(path: Path) -> None:
    rewrite(path, lambda members: members)
    with open_archive(path) as archive:
        assert len(list(archive.files())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/evil",
        "/etc/passwd",
        "rows/../../x/000001.jsonl",
        "rows/users/../000001.jsonl",
        "rows/Users/000001.jsonl",
        'rows/users"; DROP TABLE users/000001.jsonl',
        "rows/users/000001.jsonl/..",
        "rows/users/1.jsonl",
        f"files/../{DIGEST}",
        f"files/{DIGEST.upper()}",
        "files/short",
        "folioscope.json\n",
        "",
    ],
)
def test_names_that_are_no_parts_are_refused(path: Path, name: str) -> None:
    rewrite(path, lambda members: [*members, named(name)])
    refused(path)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_folders_and_devices_are_refused(path: Path, kind: bytes) -> None:
    rewrite(path, lambda members: [*members, named(f"files/{'a' * 64}", b"", kind)])
    assert "is no part of one" in refused(path)


def test_a_part_that_is_there_twice_is_refused(path: Path) -> None:
    rewrite(path, lambda members: [*members, members[1]])
    assert "twice" in refused(path)


def test_parts_behind_the_end_are_refused(path: Path) -> None:
    members = members_of(path)
    write(path, [*members, named("rows/users/000002.jsonl")])
    assert "behind its end" in refused(path)


def test_a_file_that_is_not_what_its_name_says_is_refused(path: Path) -> None:
    rewrite(path, lambda members: [*members[:-1], named(f"files/{DIGEST}", b"Ada Bryon")])
    assert "has changed" in refused(path)


def test_a_part_that_the_manifest_does_not_know_is_refused(path: Path) -> None:
    members = members_of(path)
    write(path, [*members[:-1], named("rows/users/000002.jsonl"), members[-1]])
    assert "missing, or too much" in refused(path)


def test_a_part_that_is_gone_is_missed(path: Path) -> None:
    members = members_of(path)
    write(path, [members[0], *members[2:]])
    assert "missing, or too much" in refused(path)


@pytest.mark.parametrize("name", [HEADER, MANIFEST])
def test_an_archive_without_its_first_or_last_part_is_refused(path: Path, name: str) -> None:
    write(path, [member for member in members_of(path) if member[0].name != name])
    assert "lacks" in refused(path)


def test_an_archive_of_another_format_is_told_to_be_newer(path: Path) -> None:
    def change(members: list[Member]) -> list[Member]:
        told = json.loads(members[0][1]) | {"format": 2}
        return [named(HEADER, json.dumps(told).encode()), *members[1:]]

    rewrite(path, change)
    assert "a newer Folioscope may have written it" in refused(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 10_240, b"PK\x03\x04" + b"x" * 600])
def test_what_is_no_archive_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy.tar"
    path.write_bytes(content)
    assert "is no safety copy" in refused(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}\n", b'["id"]\n{"a": 1}\n', b"[" * 100_000, b'["id"]\n[1\n', b"\xff\xfe\n"],
)
def test_rows_that_are_none_are_refused(path: Path, content: bytes) -> None:
    rewrite(path, lambda members: [members[0], named("rows/users/000001.jsonl", content)])
    with open_archive(path) as archive, pytest.raises(ArchiveDamaged):
        list(archive.rows())


def test_an_archive_that_is_cut_short_anywhere_is_refused(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    end = len(whole.rstrip(b"\0"))
    cut = tmp_path / "cut.tar"
    for length in range(0, end, 97):
        cut.write_bytes(whole[:length])
        refused(cut)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_noticed_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    path = folder / "copy.tar"
    with path.open("wb") as target:
        archive = ArchiveWriter(target, header())
        archive.add("rows/users/000001.jsonl", io.BytesIO(LINES), len(LINES), rows=1)
        archive.add(f"files/{DIGEST}", io.BytesIO(CONTENT), len(CONTENT))
        archive.finish([])
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    try:
        with open_archive(path) as opened:
            rows = list(opened.rows())
            files = [content.read() for _, content, _ in opened.files()]
    except ArchiveDamaged:
        return
    assert (rows, files) == ([("users", ["id", "name"], [[1, "ada"]])], [CONTENT])
