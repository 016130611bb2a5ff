"""Every cycle plays each part once, under names that fit."""

from __future__ import annotations

from itertools import islice

import pytest

from folioscope.features.samples.cast import FIRST_TROUPE, players, slug_of, troupe
from folioscope.features.samples.profiles import all_profiles, read_table


def test_a_cycle_plays_every_profile_once() -> None:
    profiles = [one for one in all_profiles() if one.language in FIRST_TROUPE]
    first, second = (
        [one.profile.key for one in islice(players(7), start, start + len(profiles))]
        for start in (0, len(profiles))
    )
    assert sorted(first) == sorted(second) == [profile.key for profile in profiles]
    assert first != second


def test_names_of_french_speaking_countries_go_to_french_speakers() -> None:
    for player in islice(players(11), 300):
        assert player.profile.francophone or not player.francophone


def test_names_repeat_only_after_hundreds_of_people() -> None:
    names = [player.name for player in islice(players(2), 500)]
    assert len(set(names)) == len(names)


def test_each_origin_has_as_many_names_as_its_cycle_needs() -> None:
    for origin in read_table("names").values():
        assert len(origin["feminine"]) == len(origin["masculine"]) == 4
        assert len(origin["family"]) == 7


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Đức Võ", "duc-vo"),
        ("Michał Zając", "michal-zajac"),
        ("Marie-Ève Lachance", "marie-eve-lachance"),
        ("Oisín Ó Ceallaigh", "oisin-o-ceallaigh"),
        ("Aylin Yalçın", "aylin-yalcin"),
        ("Gregor Nießen", "gregor-niessen"),
    ],
)
def test_a_name_becomes_plain_ascii(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_all_names_survive_as_ascii_letters() -> None:
    for origin in read_table("names").values():
        for name in origin["feminine"] + origin["masculine"] + origin["family"]:
            assert len(slug_of(name)) == len(name)


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_troupe_of_one_language_plays_its_profiles_in_turn(language: str) -> None:
    cast = list(islice(troupe(7, language), 100))
    assert {player.profile.language for player in cast} == {language}
    assert len({player.profile.key for player in cast[:5]}) == 5
    assert len({player.name for player in cast}) == 100
    assert 20 <= sum(bool(player.heritage) for player in cast) <= 30


@pytest.mark.parametrize("language", ["de", "es"])
def test_people_of_a_troupe_are_the_same_however_many_come(language: str) -> None:
    assert list(islice(troupe(3, language), 12)) == list(islice(troupe(3, language), 40))[:12]
