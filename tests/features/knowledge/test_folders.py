"""Walking the paths that a person names."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from folioscope.features.knowledge import folders
from folioscope.features.knowledge.folders import Found, walk

KINDS = frozenset({".pdf", ".txt"})

not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("something")


def labels(found: Found) -> list[str]:
    return [file.label for file in found.files]


def codes(found: Found) -> dict[str, str]:
    return {problem.path: problem.code for problem in found.problems}


def test_files_of_a_folder_are_found_in_order_with_relative_labels(here: Path) -> None:
    put("cvs/b.pdf", "cvs/a/z.PDF", "cvs/a/y.txt", "cvs/c.txt")

    found = walk([Path("cvs")], KINDS)

    assert labels(found) == ["cvs/a/y.txt", "cvs/a/z.PDF", "cvs/b.pdf", "cvs/c.txt"]
    assert all(file.path.read_text() == "something" for file in found.files)
    assert found.problems == ()


def test_a_path_outside_the_working_folder_keeps_its_whole_name(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("elsewhere/a.pdf", "work/b.pdf")
    monkeypatch.chdir(here / "work")

    found = walk([Path("../elsewhere"), here / "work" / "b.pdf"], KINDS)

    assert labels(found) == sorted([f"{here.as_posix()}/elsewhere/a.pdf", "b.pdf"])


def test_hidden_and_lock_files_are_passed_over(here: Path) -> None:
    put("cvs/.hidden.pdf", "cvs/.git/a.pdf", "cvs/~$open.pdf", "cvs/seen.pdf")

    found = walk([Path("cvs")], KINDS)

    assert labels(found) == ["cvs/seen.pdf"]
    assert found.skipped == 0


def test_a_hidden_file_that_is_named_is_taken(here: Path) -> None:
    put(".mine.pdf")

    assert labels(walk([Path(".mine.pdf")], KINDS)) == [".mine.pdf"]


def test_other_kinds_are_counted_in_folders_and_told_when_named(here: Path) -> None:
    put("cvs/a.pdf", "cvs/b.xlsx", "cvs/README", "c.xlsx")

    found = walk([Path("cvs"), Path("c.xlsx")], KINDS)

    assert labels(found) == ["cvs/a.pdf"]
    assert found.skipped == 2
    assert codes(found) == {"c.xlsx": "unsupported_kind"}
    assert found.problems[0].message == ("c.xlsx is of an unsupported kind (.xlsx), not .pdf, .txt")


def test_a_missing_path_and_a_dangling_link_are_told_and_the_rest_goes_on(here: Path) -> None:
    put("cvs/a.pdf", "file.txt")
    Path("cvs/gone.pdf").symlink_to("nowhere.pdf")

    found = walk([Path("missing"), Path("file.txt/inside"), Path("cvs")], KINDS)

    assert labels(found) == ["cvs/a.pdf"]
    assert codes(found) == {
        "missing": "path_missing",
        "file.txt/inside": "path_missing",
        "cvs/gone.pdf": "path_missing",
    }


def test_a_loop_of_links_comes_to_an_end(here: Path) -> None:
    put("cvs/deep/a.pdf")
    Path("cvs/deep/up").symlink_to(here / "cvs", target_is_directory=True)
    Path("cvs/self").symlink_to("self")

    found = walk([Path("cvs")], KINDS)

    assert labels(found) == ["cvs/deep/a.pdf"]
    assert codes(found) == {"cvs/self": "path_unusable"}


def test_a_linked_folder_is_entered_once(here: Path) -> None:
    put("outside/a.pdf", "cvs/b.pdf")
    Path("cvs/one").symlink_to(here / "outside", target_is_directory=True)
    Path("cvs/two").symlink_to(here / "outside", target_is_directory=True)

    found = walk([Path("cvs")], KINDS)

    assert sorted(file.path.name for file in found.files) == ["a.pdf", "b.pdf"]


def test_t11_pipes_and_sockets_are_never_opened(here: Path) -> None:
    put("cvs/a.pdf")
    os.mkfifo("cvs/pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("cvs/socket.pdf")
        found = walk([Path("cvs"), Path("cvs/pipe.pdf"), Path("/dev/null")], KINDS)

    assert labels(found) == ["cvs/a.pdf"]
    assert found.skipped == 2
    assert codes(found) == {"cvs/pipe.pdf": "not_a_file", "/dev/null": "not_a_file"}


@not_as_root
def test_what_may_not_be_read_is_told_and_the_rest_goes_on(here: Path) -> None:
    put("cvs/a.pdf", "cvs/secret.pdf", "cvs/closed/b.pdf")
    Path("cvs/secret.pdf").chmod(0)
    Path("cvs/closed").chmod(0)

    found = walk([Path("cvs")], KINDS)
    Path("cvs/closed").chmod(0o700)

    assert labels(found) == ["cvs/a.pdf"]
    assert codes(found) == {
        "cvs/secret.pdf": "permission_denied",
        "cvs/closed": "permission_denied",
    }


def test_a_file_named_twice_is_listed_once(here: Path) -> None:
    put("cvs/a.pdf")

    found = walk([Path("cvs"), Path("cvs/a.pdf"), Path("./cvs/../cvs/a.pdf")], KINDS)

    assert labels(found) == ["cvs/a.pdf"]


def test_labels_are_composed_and_always_text(here: Path) -> None:
    put(unicodedata.normalize("NFD", "cvs/résumé.pdf"))
    with open(b"cvs/caf\xe9.pdf", "w"):  # noqa: PTH123
        pass

    found = walk([Path("cvs")], KINDS)

    assert labels(found) == ["cvs/caf\ufffd.pdf", "cvs/résumé.pdf"]
    assert all(file.path.exists() for file in found.files)


def test_where_there_are_roots_no_link_out_of_them_is_followed(here: Path) -> None:
    put("outside/secret.pdf", "inside/b.pdf", "cvs/a.pdf")
    Path("cvs/out").symlink_to(here / "outside", target_is_directory=True)
    Path("cvs/out.pdf").symlink_to(here / "outside" / "secret.pdf")
    Path("cvs/gone").symlink_to("/nowhere/at/all")
    Path("cvs/in").symlink_to(here / "inside", target_is_directory=True)
    found = walk([Path("cvs")], KINDS, (here / "cvs", here / "inside"))
    assert labels(found) == ["cvs/a.pdf", "cvs/in/b.pdf"]
    assert [(problem.path, problem.code) for problem in found.problems] == [
        (f"cvs/{name}", "path_not_allowed") for name in ("gone", "out", "out.pdf")
    ]


def test_a_folder_that_became_a_link_before_it_is_entered_is_not_listed(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("outside/secret.pdf", "cvs/sub/a.pdf")
    kind = folders._Search._kind

    def swapped(search: folders._Search, path: Path) -> int | None:
        found = kind(search, path)
        if path.name == "sub":
            path.rename(here / "away")
            path.symlink_to(here / "outside", target_is_directory=True)
        return found

    monkeypatch.setattr(folders._Search, "_kind", swapped)
    found = walk([Path("cvs")], KINDS, (here / "cvs",))
    assert labels(found) == []
    assert [problem.code for problem in found.problems] == ["path_not_allowed"]
