"""What is found by words, in any language, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from folioscope.platform.indexes.keywords import (
    KeywordIndex,
    KeywordIndexUnreadable,
    KeywordView,
    question_of,
)

Told = tuple[str, str | None]


def view_of(*texts: Told) -> KeywordView:
    """An index of texts with their languages, numbered from 1."""
    return KeywordIndex().change(numbered(texts), ())


def numbered(texts: Sequence[Told], first: int = 1) -> list[tuple[int, str, str | None]]:
    return [(number, text, language) for number, (text, language) in enumerate(texts, first)]


def found(view: KeywordView, query: str, k: int = 10) -> list[int]:
    ids: list[int] = view.search(query, k, None).ids.tolist()
    return ids


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "She managed several databases", "database manager managing"),
        ("fr", "Développeuse d'applications à Orléans", "developpeuses application"),
        ("fr", "L'informaticien et l'été", "informaticiens"),
        ("es", "Técnicos administrativos", "TECNICO administrativas"),
        ("de", "Die Bücher des Übersetzers", "Ubersetzer Buch"),
        ("it", "L'amministrazione dell'azienda", "aziende"),
        ("ru", "Разработчики программ", "разработчик"),
        ("pt", "Engenheiros de produção", "engenheiro"),
        ("nl", "Ervaren programmeurs", "programmeur"),
    ],
)
def test_forms_of_a_word_are_one_in_the_language_of_the_text(
    language: str, text: str, query: str
) -> None:
    assert found(view_of((text, language)), query) == [1]


def test_words_that_say_nothing_find_nothing() -> None:
    view = view_of(("It is what they are", "en"), ("Ada bakes", "en"))

    assert found(view, "what is it that they have been doing in the") == []
    assert found(view, "who is Ada") == [2]


def test_a_word_said_twice_counts_twice() -> None:
    view = view_of(("python", "en"), ("java", "en"))

    assert found(view, "java java python") == [2, 1]


@pytest.mark.parametrize(
    "name",
    [
        "C++", "C#", "F#", ".NET", "node.js", "CI/CD", "R", "C", "Go", "Objective-C", "A/B",
        "TCP/IP", "GPT-4", "R&D", "IT", "ISO 27001", "ada.lovelace@example.org", "O'Brien",
        "T-SQL", "Python 3.11", "U.S.A.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr", "es", "de", None])
def test_names_with_signs_are_words(name: str, language: str | None) -> None:
    others = "c r d net node js ci cd objective a b tcp ip gpt iso ada brien python u s t"
    texts = [(f"zzz {one}", language) for one in others.split() if one != name.lower()]
    view = view_of(*texts, (f"knows {name}, well", language), ("nothing of it", language))

    assert found(view, f"{name}?")[0] == len(texts) + 1


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("node", "node.js"), ("NodeJS", "node.js"), ("NET", "ASP.NET"), ("Brien", "O’Brien"),
        ("OBRIEN", "O'Brien"), ("lovelace", "ada.lovelace@example.org"), ("CD", "CI/CD"),
        ("C++", "C++17"), ("gpt4", "GPT-4"), ("known", "well-known"), ("USA", "U.S.A."),
        ("full", "ｆｕｌｌ"), ("Python", "Py\u200bthon"), ("strasse", "Straße"),
    ],
)  # fmt: skip
def test_parts_and_other_spellings_find_the_whole(part: str, whole: str) -> None:
    assert found(view_of((f"about {whole}.", "en"), ("other", "en")), part) == [1]


def test_a_letter_is_not_the_language_with_a_sign() -> None:
    view = view_of(("writes C++", "en"), ("writes C#", "en"), ("vitamin C", "en"))

    assert [found(view, name) for name in ("C++", "c#", "C")] == [[1], [2], [3]]


@pytest.mark.parametrize(
    "written", ["06 12 34 56 78", "0612345678", "+33 (0)6 12 34 56 78", "+33-6-12-34-56-78"]
)
@pytest.mark.parametrize("asked", ["06.12.34.56.78", "+33612345678"])
def test_a_telephone_number_is_found_however_it_is_grouped(written: str, asked: str) -> None:
    view = view_of((f"Ada, {written}, Paris", "fr"), ("06 99 34 56 11, Bob, 33", "fr"))

    assert found(view, asked)[0] == 1


CHINESE = (
    "她在北京大学学习计算机科学。",
    "他是一名数据工程师，住在上海。",
    "我们正在招聘有经验的软件开发人员。",
    "这家公司的会计部门需要一位经理。",
    "他负责数据中心的网络安全工作。",
)
JAPANESE = (
    "東京でソフトウェアエンジニアとして働いています。",
    "大学で経済学を専攻しました。",
    "京都の病院で看護師をしていました。",
    "データベースの設計と運用を担当しました。",
)
THAI = (
    "เขาทำงานเป็นวิศวกรซอฟต์แวร์ในกรุงเทพ",
    "เธอเป็นครูสอนภาษาอังกฤษ",
    "บริษัทต้องการนักบัญชีที่มีประสบการณ์",
)
KOREAN = (
    "서울에서 소프트웨어 개발자로 일하고 있습니다.",
    "대학교에서 경제학을 전공했습니다.",
    "병원에서 간호사로 근무했습니다.",
)


@pytest.mark.parametrize(
    ("texts", "language", "queries"),
    [
        (
            CHINESE,
            "zh",
            {"数据工程师": 2, "软件开发": 3, "计算机科学": 1, "会计": 4, "网络安全": 5},
        ),
        (JAPANESE, "ja", {"エンジニア": 1, "経済学": 2, "看護師": 3, "データベース": 4, "京都": 3}),
        (THAI, "th", {"วิศวกร": 1, "ภาษาอังกฤษ": 2, "นักบัญชี": 3}),
        (KOREAN, "ko", {"개발자": 1, "경제학": 2, "간호사": 3}),
    ],
)
def test_a_phrase_in_a_text_without_spaces_is_found_first(
    texts: Sequence[str], language: str, queries: dict[str, int]
) -> None:
    view = view_of(*((text, language) for text in texts), ("An English text", "en"))

    assert {query: found(view, query)[0] for query in queries} == queries


def test_one_character_is_found_wherever_it_stands() -> None:
    view = view_of(("我有一只猫", "zh"), ("猫在家", "zh"), ("大猫坐", "zh"), ("狗", "zh"))

    assert sorted(found(view, "猫")) == [1, 2, 3]
    assert found(view, "狗") == [4]


FILLER = [(f"The engineer number {n} writes software in teams", "en") for n in range(200)]


def test_a_question_in_one_language_finds_names_in_texts_of_another() -> None:
    texts = [("Développeuse C++ et Kubernetes, ISO 27001", "fr"), ("Comptable à Lyon", "fr")]
    view = view_of(*texts, *FILLER)

    for query in ("Who knows Kubernetes and C++?", "certified for ISO 27001"):
        assert found(view, query)[0] == 1
    assert found(view_of(*FILLER[:3]), "wer schreibt Software mit engineer")[0] == 1


def test_few_texts_in_a_second_language_neither_win_nor_lose_by_it() -> None:
    english = [(f"Java {n} moon river green house", "en") for n in range(20)]
    spanish = [("Java, 99 luna, casa verde, río", "es")]
    ranking = view_of(*english, *spanish, *FILLER).search("Java", 100, None)

    assert set(ranking.ids.tolist()) == set(range(1, 22))
    assert ranking.scores.max() == pytest.approx(ranking.scores.min(), rel=0.05)


def test_no_score_exceeds_what_is_attainable() -> None:
    view = view_of(("python " * 500, "en"), ("java and python", "en"), *FILLER)

    for query in ("python", "python java java", "python engineers"):
        top = view.search(query, 1, None).scores[0]
        assert 0 < top < question_of(query, [view]).attainable
    assert question_of("python", [view]).attainable < 1.2 * view.search("python", 1, None).scores[0]
    assert question_of("unheard", [view]).attainable == 0


def test_the_same_text_scores_alike_in_a_large_index_and_a_small_one() -> None:
    text = ("Kubernetes in production", "en")
    large = view_of(text, *((f"Kubernetes and thing {n}", "en") for n in range(9)), *FILLER)
    small = view_of(text, ("something about gardens", "en"))
    question = question_of("Kubernetes production", [large, small])

    in_large, in_small = (view.best(question, 1, None) for view in (large, small))
    alone = small.search("Kubernetes production", 1, None)

    assert in_large.ids[0] == in_small.ids[0] == 1
    # Only the lengths of the other texts still differ.
    assert in_small.scores[0] > 0.6 * in_large.scores[0]
    assert alone.scores[0] < 0.3 * in_large.scores[0]


def test_a_base_without_the_rare_word_does_not_win_by_the_common_one() -> None:
    holding = view_of(
        ("engineer with Fortran", "en"), *((f"engineer {n}", "en") for n in range(20))
    )
    lacking = view_of(("engineer", "en"), ("gardener", "en"))
    question = question_of("Fortran engineer", [holding, lacking])

    assert holding.best(question, 1, None).scores[0] > 2 * lacking.best(question, 1, None).scores[0]


def test_equal_texts_come_in_the_order_of_their_age_wherever_they_lie() -> None:
    index = KeywordIndex()
    for number in (5, 3, 9, 1, 7):
        index.change([(number, "the very same text", "en")], ())
    view = index.view()

    assert found(view, "same text", 3) == [1, 3, 5]
    assert found(view, "same text") == [1, 3, 5, 7, 9]


@pytest.mark.parametrize("share", [1, 3, 50, 1000])
def test_only_allowed_texts_are_found_and_all_of_them(share: int) -> None:
    texts = [(f"word {'word ' * (n % 7)} {n}", "en") for n in range(3000)]
    view = view_of(*texts)
    allowed = np.arange(1, 3001, share)
    everything = view.search("word", 5000, None).ids
    wanted = everything[np.isin(everything, allowed)].tolist()

    assert view.search("word", 5000, allowed).ids.tolist() == wanted
    assert view.search("word", 2, allowed).ids.tolist() == wanted[:2]
    assert len(view.search("word", 5, allowed[:0]).ids) == 0
    assert len(view.search("word", 0, allowed).ids) == 0


def test_a_change_that_is_made_twice_leaves_one_of_each() -> None:
    index = KeywordIndex()
    index.change([(1, "apple", "en"), (2, "pear", "en")], ())
    view = index.change([(2, "plum", "en")], [1])

    assert (found(view, "plum"), found(view, "pear"), found(view, "apple")) == ([2], [], [])


@pytest.mark.parametrize(
    "query",
    ["", " ", "\x00", "\ud800", "a\ud800b", "😀👩‍💻", "\u200b\u200d", "AND OR NOT", '"', "a:b^2 ~",
     "x" * 100_000, "ab " * 50_000, "猫" * 100_000, "+" * 50_000, "a." * 50_000, "0 " * 50_000,
     "'" * 50_000, "(0" * 50_000],
)  # fmt: skip
def test_any_text_may_be_asked_for_and_stored(query: str) -> None:
    view = view_of(("plain", "en"), (query[:5000], None), (query[:5000], "fr"))

    assert len(found(view, query)) <= 3
    assert found(view, "plain") == [1]


def test_of_a_query_of_ten_megabytes_only_the_beginning_counts() -> None:
    view = view_of(("plain", "en"), ("late", "en"))

    assert found(view, "plain " + "word " * 2_000_000 + "late") == [1]


def test_an_index_in_a_folder_is_there_again(tmp_path: Path) -> None:
    first = KeywordIndex(tmp_path).change([(1, "des développeurs", "fr"), (2, "apple", "en")], ())
    again = KeywordIndex(tmp_path)

    assert found(again.view(), "developpeur") == found(first, "développeur") == [1]
    view = again.change([(3, "apples", "en")], [1])
    assert found(KeywordIndex(tmp_path).view(), "apple") == found(view, "apple") == [2, 3]


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00" * 100, b'{"segments": 1'])
def test_a_folder_that_holds_no_index_is_named(tmp_path: Path, content: bytes) -> None:
    KeywordIndex(tmp_path).change([(1, "apple", "en")], ())
    (tmp_path / "meta.json").write_bytes(content)

    with pytest.raises(KeywordIndexUnreadable, match=tmp_path.name):
        KeywordIndex(tmp_path).view()


def test_an_index_that_lacks_a_file_is_named(tmp_path: Path) -> None:
    KeywordIndex(tmp_path).change([(1, "apple", "en")], ())
    for file in tmp_path.glob("*.idx"):
        file.unlink()

    with pytest.raises(KeywordIndexUnreadable, match=tmp_path.name):
        KeywordIndex(tmp_path).view()


def test_a_short_question_is_not_led_by_its_question_word() -> None:
    view = view_of(
        ("Les gens who never asked", "fr"), ("Elle a écrit du Rust.", "fr"), ("Rust, Go", "en")
    )

    assert set(found(view, "Who knows Rust?")) == {2, 3}
