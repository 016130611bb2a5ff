"""Archives from anybody: whatever is not of an export is refused by name."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from folioscope.features.transfers import archive
from folioscope.features.transfers.archive import Archive, Member, read_head
from folioscope.features.transfers.export_format import ExportInvalid
from tests.features.transfers.exports import packed

METADATA = b'{"format": "none"}'


def opened(folder: Path, content: bytes) -> Archive:
    (folder / "export.tar").write_bytes(content)
    return Archive(folder / "export.tar")


def tar(*members: tuple[tarfile.TarInfo, bytes], kind: int = tarfile.GNU_FORMAT) -> bytes:
    """What Python's own module writes."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=kind) as written:
        for told, content in ((named("metadata.json"), METADATA), *members):
            told.size = len(content)
            written.addfile(told, io.BytesIO(content))
    return target.getvalue()


def named(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    told = tarfile.TarInfo(name)
    told.type, told.linkname = kind, target
    return told


def test_members_are_read_where_they_lie(tmp_path: Path) -> None:
    digest = "files/" + "a" * 64
    found = opened(tmp_path, packed({"metadata.json": METADATA, digest: b"x" * 700}))
    with found.open(digest) as file:
        assert (file.read(1), file.seek(-2, io.SEEK_END), file.read()) == (b"x", 698, b"xx")
    assert (found.size(digest), digest in found, "documents.jsonl" in found) == (700, True, False)
    with pytest.raises(ExportInvalid, match=r"documents\.jsonl is missing"):
        found.open("documents.jsonl")


def test_what_tar_programs_add_is_passed_over(tmp_path: Path) -> None:
    told = named("./documents.jsonl")
    told.pax_headers = {"comment": "é"}
    content = tar(
        (named("./vectors/", tarfile.DIRTYPE), b""), (told, b"{}"), kind=tarfile.PAX_FORMAT
    )
    assert opened(tmp_path, content).size("documents.jsonl") == 2


HOSTILE = {
    "one that climbs": named("../../etc/cron.d/x"),
    "one that climbs from within": named("files/../../x"),
    "an absolute one": named("/etc/passwd"),
    "a name of its own": named("vectors/index.pkl"),
    "a link": named("documents.jsonl", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": named("documents.jsonl", tarfile.LNKTYPE, "metadata.json"),
    "a device": named("documents.jsonl", tarfile.CHRTYPE),
    "a pipe": named("documents.jsonl", tarfile.FIFOTYPE),
    "a very long name": named("files/" + "a" * 300),
    "the same twice": named("metadata.json"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_member_that_is_not_of_an_export_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ExportInvalid) as refused:
        opened(tmp_path, tar((HOSTILE[kind], b"")))
    assert "in the archive" in refused.value.message


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04" + bytes(600), METADATA, packed({})[:512], b"\xff" * 1024],
    ids=["nothing", "a zip", "a text", "no members", "noise"],
)
def test_what_is_no_archive_of_an_export_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ExportInvalid):
        opened(tmp_path, content)


def test_an_archive_that_is_cut_short_is_refused_wherever_that_is(tmp_path: Path) -> None:
    content = packed({"metadata.json": METADATA, "documents.jsonl": b"x" * 600})
    for end in (*range(0, 512 * 4, 100), 512 * 4 - 1):
        with pytest.raises(ExportInvalid):
            opened(tmp_path, content[:end])


@pytest.mark.parametrize("size", [10**12, 8 * 1024**4])
def test_a_size_that_is_a_lie_is_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(ExportInvalid, match="cut short"):
        opened(tmp_path, Member("metadata.json", size).head() + METADATA)


def test_a_size_below_nothing_is_refused() -> None:
    block = bytearray(Member("metadata.json", 0).head())
    block[124:136] = b"\xff" * 12  # -1, as GNU tar writes it
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    with pytest.raises(ExportInvalid):
        read_head(bytes(block))


def test_more_files_than_any_base_has_are_refused_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 50)
    many = {f"files/{number:064x}": b"" for number in range(60)}
    with pytest.raises(ExportInvalid, match="more than 50 files"):
        opened(tmp_path, packed({"metadata.json": METADATA, **many}))
