"""What a look at a folder asks for, going by what is stored and what is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folioscope.features.watches.changes import (
    Content,
    Followed,
    Move,
    Plan,
    compare,
    departing,
    is_another_folder,
    known_by_version,
    plan,
    settled,
)
from folioscope.features.watches.listing import Listing, Seen, Trouble

FOLDER = "/cvs"


def row(
    name: str, digest: str | None = "d", state: str = "taken", code: str | None = None
) -> Followed:
    """A file as it is stored; its version follows from its content."""
    return Followed(name, f"{FOLDER}/{name}", (5, ord((digest or "?")[0]), 1), digest, state, code)


def seen(name: str, digest: str = "d") -> Seen:
    return Seen(name, f"{FOLDER}/{name}", f"{FOLDER}/{name}", 5, ord(digest[0]), 1)


def rows(*each: Followed) -> dict[str, Followed]:
    return {one.key: one for one in each}


def listing(*files: Seen, troubles: tuple[Trouble, ...] = ()) -> Listing:
    found = Listing("1:1", {file.key: file for file in files})
    found.troubles = {trouble.key: trouble for trouble in troubles}
    return found


def now(name: str, digest: str, *, is_read: bool = True) -> Content:
    return Content(name, f"{FOLDER}/{name}", digest, is_read)


def test_what_is_as_it_was_is_no_change() -> None:
    stored = rows(row("a.txt"), row("b.txt", "e", "refused", "file_too_large"))
    assert not compare(stored, listing(seen("a.txt"), seen("b.txt", "e")))


@pytest.mark.parametrize(
    "stored",
    [
        row("a.txt", "e"),
        row("a.txt", state="waiting"),
        row("a.txt", None, "gone"),
        row("a.txt", state="refused", code="path_unreadable"),
        replace(row("a.txt"), label="/cvs/other.txt"),
    ],
)
def test_a_file_is_looked_into_that_is_new_or_otherwise(stored: Followed) -> None:
    assert compare(rows(stored), listing(seen("a.txt"))).changed == {"a.txt": seen("a.txt")}


def test_what_lies_in_a_part_that_cannot_be_looked_into_has_not_vanished() -> None:
    closed = Trouble("sub", f"{FOLDER}/sub", "folder_unreadable", "closed")
    stored = rows(row("sub/a.txt"), row("subway.txt"), row("b.txt"), row("old.txt", None, "gone"))
    changes = compare(stored, listing(seen("b.txt"), troubles=(closed,)))
    assert (list(changes.vanished), list(changes.troubled)) == (["subway.txt"], ["sub"])


def test_a_trouble_is_told_once() -> None:
    trouble = Trouble("a", f"{FOLDER}/a", "link_leads_out", "out")
    stored = rows(row("a", None, "refused", "link_leads_out"))
    assert not compare(stored, listing(troubles=(trouble,)))


def test_only_what_two_looks_agree_on_is_settled() -> None:
    stored = rows(row("gone.txt"), row("back.txt"), row("late.txt"))
    first = compare(stored, listing(seen("a.txt"), seen("grows.txt", "e"), seen("late.txt")))
    second = compare(
        stored, listing(seen("a.txt"), seen("grows.txt", "f"), seen("new.txt"), seen("back.txt"))
    )
    calm = settled(first, second)
    assert (list(calm.changed), list(calm.vanished)) == (["a.txt"], ["gone.txt"])


def test_another_folder_without_the_known_files_is_noticed() -> None:
    stored = rows(row("a.txt"), row("link", None, "refused"))
    assert is_another_folder(stored, listing(seen("b.txt")), "2:2")
    assert not is_another_folder(stored, listing(), "1:1")
    assert not is_another_folder(stored, listing(seen("a.txt", "e")), "2:2")
    assert not is_another_folder(stored, listing(), None)
    assert not is_another_folder(rows(row("link", None, "refused")), listing(), "2:2")


def test_a_renamed_file_is_known_without_reading_unless_it_is_of_another_kind() -> None:
    stored = rows(row("a.txt"), row("b.txt", "e", "waiting"), row("c.txt", None))
    moved = [seen("new.txt"), seen("new.md"), seen("other.txt", "e"), seen("third.txt", "?")]
    assert known_by_version(stored, moved) == {"new.txt": "d"}


def test_the_documents_of_a_renamed_file_move() -> None:
    stored = rows(row("a.txt"))
    made = plan(stored, stored, [now("b.txt", "d")], {})
    assert made == Plan(moves=[Move("/cvs/a.txt", "/cvs/b.txt")])
    assert departing(stored, stored, [now("b.txt", "d")]) == ["d"]


def test_files_that_swap_names_swap_documents() -> None:
    stored = rows(row("a.txt", "d"), row("b.txt", "e"))
    made = plan(stored, {}, [now("a.txt", "e"), now("b.txt", "d")], {})
    assert made.moves == [
        Move("/cvs/a.txt", "/cvs/b.txt", "d"), Move("/cvs/b.txt", "/cvs/a.txt", "e"),
    ]  # fmt: skip


def test_documents_of_a_deleted_file_go_unless_somebody_has_the_content() -> None:
    stored = rows(row("a.txt"), row("b.txt"), row("c.txt", "e"))
    gone = rows(stored["a.txt"])
    assert plan(stored, gone, [], {}).moves == [Move("/cvs/a.txt", "/cvs/b.txt")]
    gone = rows(*stored.values())
    assert plan(stored, gone, [], {"d": "/more/a.txt"}).moves == [
        Move("/cvs/a.txt", "/more/a.txt"), Move("/cvs/b.txt", "/more/a.txt"),
    ]  # fmt: skip
    assert plan(stored, gone, [], {"d": "/more/a.txt"}).withdrawn == ["/cvs/c.txt"]


def test_a_file_that_another_watch_follows_too_keeps_its_documents() -> None:
    stored = rows(row("b.txt"))
    made = plan(stored, stored, [], {"d": "/cvs/b.txt"})
    assert (made.moves, made.withdrawn) == ([Move("/cvs/b.txt", "/cvs/b.txt")], [])


def test_a_copy_of_another_kind_is_read_anew() -> None:
    stored = rows(row("a.txt"), row("b.md"))
    made = plan(stored, rows(stored["a.txt"]), [], {})
    assert made == Plan(withdrawn=["/cvs/a.txt"], again={"b.md"})


def test_empty_files_are_not_taken_for_each_other() -> None:
    empty = [replace(row(name), version=(0, 1, 1)) for name in ("a.txt", "b.txt")]
    stored = rows(*empty)
    assert plan(stored, rows(empty[0]), [], {}) == Plan(withdrawn=["/cvs/a.txt"])
    assert known_by_version(stored, [replace(seen("c.txt"), size=0)]) == {}


def test_a_changed_file_whose_content_nobody_has_leaves_its_documents_to_be_replaced() -> None:
    stored = rows(row("a.txt"))
    assert plan(stored, {}, [now("a.txt", "e")], {}) == Plan()


def test_a_file_that_only_got_another_label_takes_its_documents_along() -> None:
    stored = rows(row("a.txt"))
    content = replace(now("a.txt", "d", is_read=False), label="/cvs/a (1).txt")
    assert plan(stored, {}, [content], {}).moves == [Move("/cvs/a.txt", "/cvs/a (1).txt")]
