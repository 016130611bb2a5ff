"""Whether two questions ask the same: by their words, before anything is said of their likeness.

Two that differ in a figure, a name, a skill, a negation or in what they ask for are never the same,
however alike they look. Words for one thing count as one; of words that are not known here each
counts as itself, and in its place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from folioscope.features.extractive.terms import fold, stem, tokens

_TOKEN = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*[+#]*")
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|bonjour|salut|please|and|et)[\s,!]+)+(?=\S)|"
    r"^(?:(?:can|could|would|will) you (?:please )?(?:tell|show|give|say)(?: me| us)?|"
    r"(?:please )?tell me|i (?:want|would like|'d like) to know|do you know|"
    r"(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous) (?:me |nous )?(?:dire|donner)|"
    r"dis-moi|dites-moi|je (?:veux|voudrais|souhaite) savoir)\b[\s,:]*|"
    r"(?<![\s,])[\s,]*\b(?:please|thanks|thank you|s'il (?:te|vous) plaît|stp|svp|merci)\b"
    r"[\s.!?]*$",
    re.IGNORECASE,
)
_ARTICLES = frozenset("the an le la les un une".split())

# Words for one thing.
_CONCEPTS = (
    "know knows knowledge skill skilled experience experienced familiar competence competent "
    "connaitre connait connaissent connaissance maitrise maitrisent maitriser sait savent",
    "speak speaks speaking parler parle parlent parlant",
    "live lives lived living reside resides based located city town place ville lieu habite "
    "habitent habiter vit vivent vivre",
    "study studying attend attended graduate graduated university college school educated "
    "etudie etudier etude etudes universite ecole",
    "degree diploma diplome",
    "work works worked working employed travaille travaillent travailler",
    "company employer entreprise employeur",
    "job position role poste emploi",
    "compare comparison versus comparer compares comparaison comparez",
    "contact reach joindre contacter coordonnee",
    "summarize summarise summary overview resumer",
)
_CONCEPT = {stem(word): group.split()[0] for group in _CONCEPTS for word in group.split()}
_ABILITIES = frozenset(stem(word) for word in _CONCEPTS[0].split())
_NOBODY = frozenset(
    map(
        stem,
        "candidate candidates applicant applicants people persons person someone anyone anybody "
        "somebody everyone everybody individual individuals those there list show find name give "
        "tell display get identify mention mentions mentioned named cv cvs document documents "
        "database base pool total number count amount have has had having does do did is are was "
        "were be been be it its their they of in at for with to from on as that who whom which "
        "what whose where when how many much long often a i me us our we you can could would "
        "candidat candidats candidate candidates personne personnes gens quelqu liste lister "
        "trouve trouver montre montrer cite citer donne donner nomme nombre total d l qu s y t il "
        "elle ils elles a ont est sont as ai de du des en au aux dans chez pour avec sur par que "
        "qui quoi quel quelle quels quelles ou quand comment combien pourquoi ce cet cette ces "
        "lequel laquelle lesquels lesquelles son sa ses leur leurs se ne n any some this these "
        "possede possedent possession possesses possess hold holds dispose disposent".split(),
    )
)
# Small words that turn a question into another one.
_STEERING = frozenset(
    "not no never nobody none without n't cannot nor neither pas non jamais sans aucun aucune ni "
    "personne aumoins auplus more less fewer least most exactly only than over under above "
    "below about plus "
    "moins exactement seulement uniquement before after since until between during avant apres "
    "depuis jusqu entre pendant first last latest earliest oldest youngest newest current "
    "currently former formerly previous previously premier premiere dernier derniere ancien "
    "ancienne actuel actuelle actuellement or either both and all each every any ou et tous "
    "toutes chaque best worst highest lowest longest shortest meilleur pire max min maximum "
    "minimum average moyenne by else other another autre autres except sauf hors".split()
)
_SAME_STEERING = dict.fromkeys("all every each any tous toutes personne".split(), "")
_INTENTS = (
    ("duration", r"how long|how many years|combien de temps|combien d ?annees|depuis quand"),
    ("amount", r"how many|number of|count|combien|nombre de"),
    ("where", r"where|(?:which|what) (?:city|town|place|university|college|school)|"
     r"quelle (?:ville|universite|ecole)|\bou\b(?= (?:a|est|habite|vit|travaille|se|sont|ont)\b)"),
    ("when", r"when|(?:what|which) (?:year|date)|quand|quelle (?:annee|date)"),
    ("why", r"why|pourquoi"),
    ("who", r"^(?:who|list|find|show|name|give me|identify|display|qui|liste|lister|trouve|"
     r"montre|cite|quels? (?:candidat|personne)|which (?:candidate|applicant|people|person|one))|"
     r"^(?:is|are) there any(?:one|body)|^(?:does )?any(?:one|body)|^y a t il quelqu"),
    ("whether", r"^(?:is|are|was|were|does|do|did|has|have|had|can|est ce que|est|a t|sait|"
     r"parle t|connait t)\b|\b\w+ t (?:il|elle)\b"),
    ("how", r"^how\b|^comment\b"),
    ("what", r"^(?:what|which|quel|que\b|qu\b)"),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})")) for name, pattern in _INTENTS)


_AT_LEAST = re.compile(r"\bau (moins|plus)\b")
_PAST = re.compile(
    r"\b(?:did|was|were|had|been|worked|lived|employed|(?:a|ont|avait|avaient|était|étaient)"
    r"(?:[- ]t[- ](?:il|elle))? \w{3,}(?:é|i|u)e?s?)\b"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What must be equal in two questions that ask the same."""

    intent: str
    is_past: bool
    steering: tuple[str, ...]
    concepts: frozenset[str]
    things: tuple[str, ...]


def normalised(question: str) -> str:
    """The question without case, punctuation, polite words and articles; all else stays."""
    text = unicodedata.normalize("NFC", question).replace("’", "'").strip(" ?!.¿¡\"'«»“”\n\t")
    plain = _POLITE.sub("", _POLITE.sub("", _POLITE.sub("", text))).casefold()
    words = _TOKEN.findall(plain or text.casefold())
    return " ".join(word for word in words if word not in _ARTICLES)


def meaning(question: str) -> Meaning:
    """What a question asks for, with whom and what it names, in order."""
    plain = normalised(question)
    is_past = bool(_PAST.search(plain))
    text = re.sub(r"[^\w+#.,]+", " ", fold(plain).replace("n't", " not"))
    text = _AT_LEAST.sub(r"au\1", text)
    words = tokens(text)
    steering = [_SAME_STEERING.get(word, word) for word in words if word in _STEERING]
    steering += [word for word in words if word in ("from", "to") and {"from", "to"} <= {*words}]
    intent = next((name for name, pattern in _PATTERNS if pattern.search(text)), "")
    stems = [stem(word) for word in words if word not in _STEERING]
    # What somebody knows is not what somebody has experience in.
    own = _ABILITIES if intent == "what" else frozenset()
    concepts = {_CONCEPT[word] for word in stems if word in _CONCEPT and word not in own}
    things = (word for word in stems if word not in _CONCEPT or word in own)
    return Meaning(
        intent,
        is_past,
        tuple(word for word in steering if word),
        frozenset(concepts),
        tuple(word for word in things if word not in _NOBODY),
    )
