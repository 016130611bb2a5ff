"""What was counted for a question over a pool, in words that a person can check it by."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.features.pool.query import Clause, Condition, Language
from folioscope.features.pool.things import LEVELS

_YEAR = 12
_NOUNS: dict[Language, dict[str, str]] = {
    "en": {
        "skill": "“{text}” among their skills or in what they tell of their work",
        "language": "{text} among their languages",
        "languages": "{number} languages",
        "city": "{text} as place of residence",
        "country": "{text} as country of residence",
        "employer": "“{text}” among their employers",
        "employer now": "“{text}” as their present or latest employer",
        "role": "“{text}” in the title of a position",
        "role now": "“{text}” in the title of their present or latest position",
        "degree": "a degree",
        "certificate": "“{text}” among their certificates",
        "experience": "positions",
        "words": "the words “{text}” in their text "
        "(searched as words: no fact of that name is known)",
    },
    "fr": {
        "skill": "« {text} » parmi leurs compétences ou dans leur parcours",
        "language": "{text} parmi leurs langues",
        "languages": "{number} langues",
        "city": "{text} comme lieu de résidence",
        "country": "{text} comme pays de résidence",
        "employer": "« {text} » parmi leurs employeurs",
        "employer now": "« {text} » comme employeur actuel ou dernier employeur",
        "role": "« {text} » dans l'intitulé d'un poste",
        "role now": "« {text} » dans l'intitulé de leur poste actuel ou dernier poste",
        "degree": "un diplôme",
        "certificate": "« {text} » parmi leurs certifications",
        "experience": "des postes",
        "words": "les mots « {text} » dans leur texte "
        "(cherchés comme mots : aucun fait de ce nom n'est connu)",
    },
}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "and": "; ",
        "or": " or ",
        "with": "with ",
        "without": "without ",
        "at": " at “{}”",
        "in": " in “{}”",
        "from": " from “{}”",
        "level": " of level {}",
        "named": " called “{}”",
        "since": "since {since}",
        "until": "{since} – {until}",
        "lasting": ", {} by the dates of those positions",
        "least": "at least {}",
        "over": "more than {}",
        "under": "less than {}",
        "most": "at most {}",
        "between": "{} to {}",
        "native": "native",
    },
    "fr": {
        "and": " ; ",
        "or": " ou ",
        "with": "avec ",
        "without": "sans ",
        "at": " chez « {} »",
        "in": " en « {} »",
        "from": " de « {} »",
        "level": " de niveau {}",
        "named": " nommé « {} »",
        "since": "depuis {since}",
        "until": "{since} – {until}",
        "lasting": ", {} d'après les dates de ces postes",
        "least": "au moins {}",
        "over": "plus de {}",
        "under": "moins de {}",
        "most": "au plus {}",
        "between": "{} à {}",
        "native": "langue maternelle",
    },
}
_DEGREES: dict[Language, dict[str, str]] = {
    "en": {},
    "fr": {
        "bachelor": "licence",
        "doctorate": "doctorat",
        "secondary": "secondaire",
        "vocational": "professionnel",
    },
}


def counted(clauses: Sequence[Clause], language: Language) -> str:
    """The conditions of a query as one line."""
    return _WORDS[language]["and"].join(_clause(clause, language) for clause in clauses)


def lasting(months: int, language: Language) -> str:
    """Months as years and months."""
    years, rest = divmod(months, _YEAR)
    if language == "fr":
        told = [f"{years} an{'s' * (years > 1)}"] if years else []
        told += [f"{rest} mois"] if rest else []
        return " et ".join(told) or "0 mois"
    told = [f"{years} year{'s' * (years > 1)}"] if years else []
    told += [f"{rest} month{'s' * (rest > 1)}"] if rest else []
    return " ".join(told) or "0 months"


def worked(since: int, until: int | None, language: Language) -> str:
    """The years between which somebody has worked."""
    told = _WORDS[language]["since" if until is None else "until"]
    return told.format(since=since // _YEAR, until=(until or 0) // _YEAR)


def level_of(level: str, language: Language) -> str:
    """A level of a language or a degree as people call it."""
    return _DEGREES[language].get(level, _WORDS[language].get(level, level))


def thing(condition: Condition, language: Language) -> str:
    """A condition without whether it is denied."""
    words, nouns = _WORDS[language], _NOUNS[language]
    if condition.kind == "languages":
        return _several(condition, language)
    noun = condition.now and nouns.get(f"{condition.kind} now")  # words know no present
    told = (noun or nouns[condition.kind]).format(text=condition.text)
    if condition.kind == "degree" and condition.key:
        told += words["named"].format(condition.key)
    told += _levels(condition, language)
    told += words["in"].format(condition.area) if condition.area else ""
    if condition.organization:
        told += words["from" if condition.kind == "degree" else "at"].format(condition.organization)
    return told + _range(condition, language)


def _clause(clause: Clause, language: Language) -> str:
    words = _WORDS[language]
    return words["or"].join(
        words["without" if one.negated else "with"] + thing(one, language) for one in clause
    )


def _levels(condition: Condition, language: Language) -> str:
    words = _WORDS[language]
    levels = [level_of(level, language) for level in condition.levels]
    if condition.kind == "language" and len(levels) > 1 and condition.levels[-1] == LEVELS[-1]:
        levels = [f"{levels[0]}–{levels[-1]}"]
    return words["level"].format(words["or"].join(levels)) if levels else ""


def _several(condition: Condition, language: Language) -> str:
    """So many languages."""
    words, least, most = _WORDS[language], condition.least, condition.most
    if least is not None and most is not None:
        told = str(least) if least == most else words["between"].format(least, most)
    else:
        told = words["most" if least is None else "least"].format(most if least is None else least)
    noun = _NOUNS[language]["languages"].format(number=told)
    return noun.removesuffix("s") if max(least or 0, most or 0) == 1 else noun


def _range(condition: Condition, language: Language) -> str:
    words, least, most = _WORDS[language], condition.least, condition.most
    if least is None and most is None:
        return ""
    if least is not None and most is not None:
        told = words["between"].format(lasting(least, language), lasting(most, language))
    elif least is not None:
        over = least % _YEAR == 1
        told = words["over" if over else "least"].format(lasting(least - over, language))
    else:
        under = (most or 0) % _YEAR == _YEAR - 1
        told = words["under" if under else "most"].format(lasting((most or 0) + under, language))
    return words["lasting"].format(told)
