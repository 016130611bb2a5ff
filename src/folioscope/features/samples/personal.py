"""What CVs of some countries say of a person beside their work: birth, family, address, links.

Nothing of it leads to anybody: the streets are invented, the links end at ``example.com``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from folioscope.features.samples.cast import Player, slug_of
from folioscope.features.samples.phrases import Voice, fill
from folioscope.features.samples.profiles import read_table

YOUNG = 1998  # who was born from then on is single
AGES_AT_FIRST_STUDY = (18, 18, 19, 19, 20)
SHOWN: dict[str, dict[str, float]] = {
    "de": {
        "birthDate": 0.8,
        "nationality": 0.6,
        "maritalStatus": 0.6,
        "gender": 0.1,
        "street": 0.8,
    },
    "es": {
        "birthDate": 0.6,
        "nationality": 0.4,
        "maritalStatus": 0.3,
        "gender": 0.1,
        "street": 0.5,
    },
    "fr": {"age": 0.4, "birthDate": 0.15, "nationality": 0.2, "maritalStatus": 0.3, "street": 0.5},
    "en": {"nationality": 0.1, "street": 0.25, "birthDate": 0.05},
}
"""How often CVs in a language show what."""
STREETS = {
    "de": ("{street} {number}", ("Ahornweg", "Am Alten Markt", "Lindenallee", "Mühlgasse")),
    "es": ("Calle {street}, {number}", ("del Olmo", "Nueva", "Fuente Vieja", "San Telmo")),
    "fr": ("{number}, {street}", ("rue des Tilleuls", "allée des Cerisiers", "rue du Lavoir")),
    "en": ("{number} {street}", ("Orchard Lane", "Mill Road", "Station Street", "Elm Grove")),
}
POSTAL = {"GB": "XX{0}", "IE": "X{0}", "CA": "X0X {0}", "US": "000{0}", "FR": "{0}000"}
NETWORKS = {"LinkedIn": "linkedin", "GitHub": "github", "XING": "xing"}


@dataclass(frozen=True)
class Civil:
    """What is true of a person, whether a CV shows it or not."""

    birth: date
    gender: str
    nationality: str
    status: str

    def age(self, today: date) -> int:
        """Whole years."""
        had_birthday = (today.month, today.day) >= (self.birth.month, self.birth.day)
        return today.year - self.birth.year - (not had_birthday)


def civil_of(player: Player, first_study: int, voice: Voice, random: Random) -> Civil:
    """Birth from the month in which studies began; status and nationality in words."""
    words = read_table("courses")[voice.language]
    year = first_study // 12 - random.choice(AGES_AT_FIRST_STUDY)
    nationalities: dict[str, str] = words["nationalities"]
    return Civil(
        # Who begins in a September had the birthday of that year before it.
        birth=date(year, random.randint(1, 8), random.randint(1, 28)),
        gender=words["genders"][player.feminine],
        nationality=nationalities.get(player.profile.country, ""),
        status=fill(random.choice(words["statuses"][: None if year < YOUNG else 1]), voice, random),
    )


def shown_of(player: Player, civil: Civil, today: date, random: Random) -> dict[str, Any]:
    """Those fields of ``basics`` that this CV shows, by the habits of its country."""
    language = player.profile.language
    told: dict[str, Any] = {
        "birthDate": civil.birth.isoformat(),
        "age": civil.age(today),
        "nationality": civil.nationality,
        "maritalStatus": civil.status,
        "gender": civil.gender,
    }
    habits = SHOWN[language]
    shown = {
        name: value
        for name, value in told.items()
        if random.random() < habits.get(name, 0.0) and value
    }
    if "birthDate" in shown:
        shown.pop("age", None)
    return shown


def street_of(player: Player, random: Random) -> dict[str, str]:
    """Street and postal code, or nothing where the CV leaves them out."""
    language = player.profile.language
    if random.random() >= SHOWN[language]["street"]:
        return {}
    pattern, streets = STREETS[language]
    address = pattern.format(street=random.choice(streets), number=random.randint(2, 148))
    digits = random.randint(10, 95)
    return {
        "address": address,
        "postalCode": POSTAL.get(player.profile.country, "{0}000").format(digits),
    }


def links_of(player: Player, random: Random) -> list[dict[str, str]]:
    """Profiles in networks: one or two for every other CV."""
    if random.random() < 0.5:
        return []
    slug = slug_of(player.name)
    names = ["LinkedIn"]
    if player.profile.website:
        names.append("GitHub")
    elif player.profile.language == "de":
        names[0] = random.choice(("LinkedIn", "XING"))
    return [
        {"network": name, "username": slug, "url": f"https://{NETWORKS[name]}.example.com/{slug}"}
        for name in names
    ]
