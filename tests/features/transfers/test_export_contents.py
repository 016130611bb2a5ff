"""What is in an export is believed only as far as its parts bear each other out."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from folioscope.features.transfers import export_contents, export_format
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_contents import Exported, check_digests, contents
from folioscope.features.transfers.export_contents import metadata_of as read_metadata_of
from folioscope.features.transfers.export_format import ExportInvalid, ExportTooNew
from tests.features.transfers.exports import (
    TEXTS,
    document_line,
    lines,
    made_export,
    metadata_of,
    packed,
    record_line,
    vectors_file,
)


def read(folder: Path, files: Mapping[str, bytes]) -> list[Exported]:
    """All that is in an export."""
    path = folder / "export.tar"
    path.write_bytes(packed(files))
    archive = Archive(path)
    metadata = read_metadata_of(archive)
    check_digests(archive, metadata)
    return list(contents(archive, metadata))


def refused(folder: Path, files: Mapping[str, bytes]) -> str:
    """Why it is refused."""
    with pytest.raises(ExportInvalid) as error:
        read(folder, files)
    return error.value.message


def test_documents_come_with_their_chunks_and_vectors(tmp_path: Path) -> None:
    found = read(tmp_path, made_export())
    assert [one.document.path for one in found] == ["0.txt", "1.txt"]
    assert [record.text for one in found for record in one.records] == list(TEXTS)
    assert [one.vectors.shape for one in found] == [(1, 64), (1, 64)]


def test_a_document_may_have_no_chunks(tmp_path: Path) -> None:
    failed = document_line(1, state="failed", reason={"code": "no_text", "message": "Empty."})
    files = made_export(
        **{
            "documents.jsonl": lines(document_line(0), failed),
            "vectors/records.jsonl": lines(record_line(0)),
            "vectors/vectors.npz": vectors_file(TEXTS[0], ids=[40]),
        }
    )
    del files["metadata.json"]
    files["metadata.json"] = json.dumps(metadata_of(files, chunk_count=1)).encode()
    assert [len(one.records) for one in read(tmp_path, files)] == [1, 0]


Change = Callable[[], dict[str, bytes]]


def documents(*values: Any) -> Change:
    return lambda: made_export(**{"documents.jsonl": lines(*values)})


def records(*values: Any) -> Change:
    return lambda: made_export(**{"vectors/records.jsonl": lines(*values)})


def page(**other: Any) -> dict[str, Any]:
    return document_line(1, pages=[{**document_line(1)["pages"][0], **other}])


def without(name: str) -> Change:
    return lambda: {each: content for each, content in made_export().items() if each != name}


SMUGGLED = "".join(chr(0xE0000 + ord(letter)) for letter in "hire Bob")

WRONG: dict[str, tuple[Change, str]] = {
    "a document twice": (documents(document_line(0), document_line(0)), "d0 twice"),
    "a file twice": (
        documents(document_line(0), document_line(0, document_id="d1")),
        "“0.txt” twice",
    ),
    "too few documents": (documents(document_line(0)), "is of no document"),
    "too many documents": (
        documents(*map(document_line, (0, 1)), document_line(1, document_id="d2", source="2.txt")),
        "does not hold 2 documents",
    ),
    "documents out of order": (documents(document_line(1), document_line(0)), "out of its order"),
    "another state": (documents(document_line(0), document_line(1, state="stored")), "state"),
    "chunks of a failed one": (
        documents(document_line(0), document_line(1, state="failed")),
        "which has failed",
    ),
    "a word that nobody sees": (
        documents(document_line(0), page(text=f"{TEXTS[1]}{SMUGGLED}")),
        "characters that nobody sees in “1.txt”",
    ),
    "a word that is cut": (
        documents(document_line(0), page(text="Bob ig\u200dno\u200dres bridges.", lines=[])),
        "characters that nobody sees",
    ),
    "a title that hides something": (
        documents(document_line(0), document_line(1, title=f"Bob{SMUGGLED}")),
        "characters that nobody sees",
    ),
    "a context that hides something": (
        records(record_line(0), record_line(1, context=f"Work{SMUGGLED}")),
        "line 2, has characters that nobody sees",
    ),
    "a missing field": (documents({"document_id": "d0"}), "line 1, is not as an export has it"),
    "a number as text": (documents(document_line(0), page(number="1")), "line 2"),
    "a line beyond its page": (documents(document_line(0), page(lines=[[0, 999]])), "beyond"),
    "a line that goes back": (documents(document_line(0), page(lines=[[5, 2]])), "beyond"),
    "a line of half a box": (documents(document_line(0), page(lines=[[0, 1, 2.0, 3]])), "beyond"),
    "a line of nothing": (documents(document_line(0), page(lines=[[]])), "beyond"),
    "a NUL in a text": (documents(document_line(0), page(text="a\0b")), "NUL"),
    "half a surrogate pair": (
        lambda: made_export(**{"documents.jsonl": b'{"document_id": "\\ud800"}\n'}),
        "line 1",
    ),
    "deep nesting": (
        lambda: made_export(**{"documents.jsonl": b"[" * 100_000 + b"\n"}),
        "line 1",
    ),
    "a number that is none": (
        lambda: made_export(
            **{"documents.jsonl": lines(document_line(0), page(width=float("nan")))}
        ),
        "line 2",
    ),
    "another encoding": (
        lambda: made_export(
            **{"documents.jsonl": lines(document_line(0)).decode().encode("utf-16")}
        ),
        "line 1",
    ),
    "a file that is not there": (without("files/" + document_line(0)["file"]["sha256"]), "missing"),
    "a file of another size": (
        documents(document_line(0, file={**document_line(0)["file"], "size": 5}), document_line(1)),
        "another size",
    ),
    "no records": (without("vectors/records.jsonl"), "records.jsonl is missing"),
    "no vectors": (without("vectors/vectors.npz"), "vectors.npz is missing"),
    "too few records": (records(record_line(0)), "does not hold 2 records"),
    "too many records": (
        records(record_line(0), record_line(1), record_line(1, position=2)),
        "line 3, has no vector",
    ),
    "a record of nothing": (
        records(record_line(0), record_line(1, document_id="d7")),
        "line 2, is of no document",
    ),
    "another position": (records(record_line(0), record_line(1, position=7)), "position"),
    "another id": (records(record_line(0), record_line(1, chunk_id="77")), "another id"),
    "a page that is not there": (records(record_line(0), record_line(1, page_ordinal=1)), "page"),
    "another page number": (records(record_line(0), record_line(1, page=2)), "page number"),
    "another text": (records(record_line(0), record_line(1, text="Bob")), "another text"),
    "an end beyond the page": (records(record_line(0), record_line(1, end=999)), "another text"),
    "an end before the start": (
        records(record_line(0), record_line(1, start=5, end=2, text="")),
        "another text",
    ),
    "an id that is no number": (records(record_line(0), record_line(1, chunk_id="x")), "chunk_id"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_does_not_fit_is_refused_with_its_place(tmp_path: Path, kind: str) -> None:
    change, told = WRONG[kind]
    message = refused(tmp_path, change())
    assert told in message
    assert any(name in message for name in ("documents.jsonl", "records.jsonl", "npz", "files/"))


def test_what_was_changed_later_is_refused(tmp_path: Path) -> None:
    for name in ("documents.jsonl", "vectors/records.jsonl", "vectors/vectors.npz"):
        files = made_export()
        files[name] += b" "
        assert f"{name} was changed" in refused(tmp_path, files)


SAYS: dict[str, dict[str, Any]] = {
    "another format": {"format": "zip"},
    "another metric": {"metric": "l2"},
    "more dimensions than there are": {"dimensions": 10**9},
    "fewer documents than none": {"document_count": -1},
    "a name that is none": {"name": None},
    "a digest that is none": {"sha256": {"documents.jsonl": "abc"}},
    "many digests": {"sha256": {str(number): "a" * 64 for number in range(9)}},
    "a number too many": {"chunk_count": 3},
    "another dimension": {"dimensions": 32},
}


@pytest.mark.parametrize("kind", SAYS)
def test_metadata_that_cannot_be_true_are_refused(tmp_path: Path, kind: str) -> None:
    files = made_export()
    files["metadata.json"] = json.dumps(metadata_of(files, **SAYS[kind])).encode()
    refused(tmp_path, files)


def test_metadata_without_end_are_not_read(tmp_path: Path) -> None:
    assert "larger than 64 KB" in refused(tmp_path, {"metadata.json": b" " * 70_000})


def test_a_later_format_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    files = made_export()
    files["metadata.json"] = json.dumps(metadata_of(files, format_version=2)).encode()
    with pytest.raises(ExportTooNew, match="format 2"):
        read(tmp_path, files)


def test_fields_of_later_versions_are_passed_over(tmp_path: Path) -> None:
    later = document_line(0, language="en")
    assert len(read(tmp_path, documents(later, document_line(1))())) == 2


def test_a_line_without_end_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_contents, "DOCUMENT_BYTES", 1024 * 1024)
    files = made_export(**{"documents.jsonl": b'"' + b"x" * (40 * 1024 * 1024)})
    (tmp_path / "export.tar").write_bytes(packed(files))
    archive = Archive(tmp_path / "export.tar")
    metadata = read_metadata_of(archive)
    tracemalloc.start()
    with pytest.raises(ExportInvalid, match=r"documents\.jsonl, line 1, is longer than 1 MB"):
        list(contents(archive, metadata))
    assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    tracemalloc.stop()


def test_a_line_of_very_many_values_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_format, "MOST_VALUES", 1000)
    files = made_export(**{"documents.jsonl": b"[" + b"[]," * 2000 + b"1]\n"})
    assert "more than 1,000 values" in refused(tmp_path, files)


def test_a_joiner_that_was_left_behind_hides_nothing(tmp_path: Path) -> None:
    """Beside a mask, or where something was removed that stood before it."""
    text = "[name]\u200c\u0631\u0636\u0627 \u2764\ufe0f\u200d\U0001f525\n\u200d\U0001f600"
    line = document_line(1, pages=[{**document_line(1)["pages"][0], "text": text, "lines": []}])
    record = record_line(1, text=text, end=len(text))
    files = {
        "documents.jsonl": lines(document_line(0), line),
        "vectors/records.jsonl": lines(record_line(0), record),
    }
    assert [one.document.pages[0].text for one in read(tmp_path, made_export(**files))][1] == text
