"""Which files are new: a table of what a base has and what comes."""

from __future__ import annotations

from folioscope.features.knowledge.additions import Additions, Incoming, Known


def file(path: str, content: str, size: int = 1) -> Incoming:
    return Incoming(path, content, size)


def known(document_id: str, source: str, content: str, state: str = "ready") -> Known:
    return Known(document_id, source, content, state)


def decide(had: list[Known], *files: Incoming) -> tuple[list[str], list[str], set[str]]:
    """For each file whether it is new, the files of the new documents, the documents that go."""
    additions = Additions(had)
    for each in files:
        additions.take(each)
    said = ["new" if one.is_new else one.document_id for one in additions.taken]
    return said, [f"{one.file.path}:{one.file.digest}" for one in additions.fresh], additions.gone


def test_content_that_is_there_is_not_taken_again_under_whatever_name() -> None:
    had = [known("1", "a.txt", "A")]
    assert decide(had, file("a.txt", "A"), file("b.txt", "A")) == (["1", "1"], [], set())


def test_the_same_content_twice_in_one_upload_is_one_document() -> None:
    said, fresh, gone = decide([], file("a.txt", "A"), file("b.txt", "A"))
    assert (said[0], fresh, gone) == ("new", ["a.txt:A"], set())
    assert said[1] != "new"


def test_empty_files_are_each_named() -> None:
    files = [file("a.txt", "0", size=0), file("b.txt", "0", size=0)]
    assert decide([], *files) == (["new", "new"], ["a.txt:0", "b.txt:0"], set())


def test_a_file_that_replaces_another_leaves_the_one_that_is_found() -> None:
    had = [known("1", "a.txt", "A"), known("2", "a.txt", "B", "stored")]
    assert decide(had, file("a.txt", "C")) == (["new"], ["a.txt:C"], {"2"})


def test_a_file_that_took_on_the_content_of_another_loses_its_own() -> None:
    had = [known("1", "a.txt", "A"), known("2", "b.txt", "B")]
    assert decide(had, file("b.txt", "A")) == (["1"], [], {"2"})


def test_what_failed_is_tried_again_under_its_new_name() -> None:
    had = [known("1", "a.txt", "A", "failed")]
    assert decide(had, file("b.txt", "A")) == (["new"], ["b.txt:A"], {"1"})


def test_a_later_file_of_the_same_name_takes_the_place_of_a_new_one() -> None:
    assert decide([], file("a.txt", "A"), file("a.txt", "B")) == (
        ["new", "new"],
        ["a.txt:B"],
        set(),
    )


def test_a_file_that_is_put_back_as_it_was_drops_what_came_between() -> None:
    had = [known("1", "a.txt", "A")]
    said, fresh, gone = decide(had, file("a.txt", "B"), file("a.txt", "A"))
    assert (said, fresh, gone) == (["new", "1"], [], set())
