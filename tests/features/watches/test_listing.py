"""What lies in a folder, whatever its names and kinds."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from folioscope.features.watches.listing import FolderUnreachable, Listing, is_under, look

KINDS = frozenset({".pdf", ".txt"})
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may look into everything")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("something")


def labels(folder: Path, found: Listing) -> list[str]:
    return sorted(seen.label.removeprefix(f"{folder}/") for seen in found.files.values())


def codes(folder: Path, found: Listing) -> dict[str, str]:
    troubles = found.troubles.values()
    return {trouble.label.removeprefix(f"{folder}/"): trouble.code for trouble in troubles}


def test_files_of_supported_kinds_are_seen_and_others_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "sub/deep/B.TXT", "photo.heic", "README")
    found = look(tmp_path, KINDS)
    assert labels(tmp_path, found) == ["a.pdf", "sub/deep/B.TXT"]
    assert found.skipped == 2
    (seen,) = (each for each in found.files.values() if each.label.endswith("a.pdf"))
    about = (tmp_path / "a.pdf").stat()
    assert seen.version == (about.st_size, about.st_mtime_ns, about.st_ino)


def test_hidden_and_lock_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.pdf", ".git/a.pdf", "~$open.pdf")
    found = look(tmp_path, KINDS)
    assert (found.files, found.troubles, found.skipped) == ({}, {}, 0)


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(tmp_path / "socket.pdf"))
        found = look(tmp_path, KINDS)
    assert (found.files, found.skipped) == ({}, 2)


def test_names_in_both_unicode_forms_are_two_files_with_labels_of_their_own(tmp_path: Path) -> None:
    composed = unicodedata.normalize("NFC", "résumé.pdf")
    put(tmp_path, composed, unicodedata.normalize("NFD", composed))
    found = look(tmp_path, KINDS)
    first, second = labels(tmp_path, found)
    assert {first, second} > {composed}
    (other,) = {first, second} - {composed}
    assert other.startswith("résumé (")
    assert other.endswith(").pdf")
    assert labels(tmp_path, look(tmp_path, KINDS)) == [first, second]


def test_a_lone_decomposed_name_has_the_label_that_people_type(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "résumé.pdf"))
    assert labels(tmp_path, look(tmp_path, KINDS)) == ["résumé.pdf"]


def test_names_that_are_no_text_are_seen_under_labels_that_are(tmp_path: Path) -> None:
    names = (b"caf\xe9.pdf", b"caf\xe8.pdf", b"two\nlines.pdf", "🙂👩‍🚀.pdf".encode())
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("something")
    found = look(tmp_path, KINDS)
    shown = labels(tmp_path, found)
    assert len(set(shown)) == len(names)
    assert all(label.isprintable() and label.encode() for label in shown)
    assert {"twolines.pdf"} < set(shown)
    assert all(Path(seen.path).exists() for seen in found.files.values())


def test_the_longest_names_are_seen_and_a_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    put(tmp_path, f"{'é' * 125}x.pdf", f"{'a' * 251}.txt")
    deep = tmp_path
    while len(str(deep)) < 1000:
        deep = deep / ("d" * 200)
    put(deep, "far.txt")
    found = look(tmp_path, KINDS)
    assert len(labels(tmp_path, found)) == 2
    (trouble,) = found.troubles.values()
    assert trouble.code == "path_invalid"
    assert len(trouble.label) <= 201


def test_links_within_the_folder_are_followed_and_loops_end(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    put(folder, "sub/a.pdf")
    (folder / "again").symlink_to(folder / "sub")
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "round").symlink_to(folder / "round")
    (folder / "b.pdf").symlink_to(folder / "sub" / "a.pdf")
    (folder / "nothing.pdf").symlink_to(folder / "gone.pdf")
    found = look(folder, KINDS)
    assert labels(folder, found) == ["b.pdf", "sub/a.pdf"]
    assert codes(folder, found) == {"round": "path_unusable"}


def test_links_that_lead_out_are_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    put(tmp_path, "folder/a.pdf", "secret.pdf", "folder-near/b.pdf")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "near").symlink_to(tmp_path / "folder-near")
    (folder / "up").symlink_to("..")
    found = look(folder, KINDS)
    assert labels(folder, found) == ["a.pdf"]
    assert codes(folder, found) == dict.fromkeys(("link.pdf", "near", "up"), "link_leads_out")


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "real/a.pdf")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert labels(tmp_path / "link", look(tmp_path / "link", KINDS)) == ["a.pdf"]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_a_folder_that_is_none_is_out_of_reach(tmp_path: Path, name: str) -> None:
    put(tmp_path, "file.txt")
    with pytest.raises(FolderUnreachable, match=name):
        look(tmp_path / name, KINDS)


@not_as_root
def test_a_part_that_cannot_be_looked_into_is_told(tmp_path: Path) -> None:
    put(tmp_path, "open/a.pdf", "closed/b.pdf")
    (tmp_path / "closed").chmod(0)
    found = look(tmp_path, KINDS)
    (tmp_path / "closed").chmod(0o700)
    assert labels(tmp_path, found) == ["open/a.pdf"]
    assert codes(tmp_path, found) == {"closed": "folder_unreadable"}


def test_what_lies_in_a_folder_is_told_from_what_only_begins_like_it() -> None:
    assert is_under("/a/b/c.pdf", frozenset({"/a/b"}))
    assert not is_under("/a/bc.pdf", frozenset({"/a/b"}))
