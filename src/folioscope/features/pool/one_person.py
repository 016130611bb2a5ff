"""Questions about one person that the facts of a CV answer as a whole, in folded text."""

from __future__ import annotations

from typing import NamedTuple

from folioscope.features.knowledge.facts import FactKind
from folioscope.features.pool.heads import bounds, trimmed
from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern

LONGEST = 200
_WORDS: dict[FactKind, str] = {
    "language": r"(?:spoken )?languages?|langues?",
    "skill": r"(?:technical )?skills?|technologies|tools|competences?(?: techniques)?|outils",
    "degree": r"degrees?|diplomas?|qualifications?|education|studies|diplomes?|etudes|formations?",
    "certificate": r"certificat(?:e|ion)s?|certificats?",
    "role": r"jobs?|positions?|roles?|employers?|companies|postes?|employeurs?|entreprises?",
    "experience": r"years of (?:work |professional )?experience|annees d'experience",
}
_WHAT = "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items())
_NAME = r"(?P<name>\S.{1,60}?)"
_HE = r"(?:-t)?-(?:il|elle)"
_CURRENT = r"(?:(?P<now>current|present|latest) )?"
_LE = r"(?:le |la |les |l')(?:dernier |derniere )?"
_SPOKEN = r"(?P<spoken>[^\W\d_]+)"
_FIRM = r"(?P<firm>\S.{1,60}?)"
_PRESENT = ("where does ", "where is ", "who does ", "ou travaille ", "chez qui travaille ")
_FORMS: tuple[tuple[FactKind | None, str], ...] = (
    (
        None,
        rf"(?:which|what)(?: are| is)?(?: the)? (?:{_WHAT}) (?:does|do|did|can|has|have) "
        rf"{_NAME} (?:have|has|hold|held|speak|know|master|possess|get|earn|obtain|had)",
    ),
    (None, rf"(?:what|which) (?:is|are) {_NAME}'s? (?:{_WHAT})"),
    (None, rf"(?:what|which) (?:is|are) (?:the |all )?(?:{_WHAT}) of {_NAME}"),
    (None, rf"(?:list|show|give)(?: me)?(?: all)?(?: the| of)? (?:{_WHAT}) of {_NAME}"),
    (
        None,
        rf"(?:(?:what|who|which) (?:is|are|was|were) )?{_NAME}'s? {_CURRENT}(?:{_WHAT})",
    ),
    (
        None,
        rf"(?:what|who) (?:is|are) the {_CURRENT}(?:{_WHAT}) of {_NAME}",
    ),
    (
        None,
        rf"quel(?:le)?s? (?:est|sont) {_LE}(?:{_WHAT})"
        rf"(?: (?P<now>actuel(?:le)?s?))? (?:de |d'){_NAME}",
    ),
    (
        "role",
        rf"where (?:does|do|is) {_NAME} work(?:ing)?(?: (?P<now>(?:right )?now|currently|today))?",
    ),
    (
        "role",
        rf"(?:who|whom|which company|what company) (?:does|is) {_NAME} work(?:ing)? for"
        r"(?: (?P<now>now|currently|today))?",
    ),
    (
        "role",
        rf"(?:ou|chez qui|pour qui) {_NAME} travaille{_HE}(?P<now>)"
        r"(?: (?:actuellement|maintenant|aujourd'hui))?",
    ),
    (
        "role",
        rf"(?:ou|chez qui|pour qui) travaille {_NAME}"
        r"(?: (?P<now>actuellement|maintenant|aujourd'hui))?",
    ),
    ("language", rf"(?:does|do|can) {_NAME} speak (?:any )?{_SPOKEN}"),
    ("language", rf"(?:est-ce que |est-ce qu'){_NAME} parle {_SPOKEN}"),
    ("language", rf"{_NAME} parle{_HE} {_SPOKEN}"),
    (
        "role",
        rf"how long (?:did|has|was) {_NAME} (?:work|worked|working|been|employed) "
        rf"(?:at|for|with) {_FIRM}",
    ),
    (
        "role",
        rf"when did {_NAME} (?:start|begin|join)(?: (?:working|work|to work))?"
        rf"(?: (?:at|for|with))? {_FIRM}",
    ),
    (
        "role",
        rf"(?:combien de temps|depuis quand|pendant combien de temps|quand) {_NAME} "
        rf"a{_HE} (?:travaille|commence) (?:chez|a|pour) {_FIRM}",
    ),
    ("place", rf"where (?:does|do|is) {_NAME} (?:live|based|located|living)"),
    ("degree", rf"(?:where|what) (?:did|has|have) {_NAME} stud(?:y|ied)"),
    ("role", rf"where (?:did|does|has|have) {_NAME} work(?:ed)?"),
    (
        "role",
        r"(?:for )?(?:which|what|who|whom) ?(?:employers?|companies|firms)? ?"
        rf"(?:did|has|have) {_NAME} work(?:ed)?(?: (?:for|at|with))?",
    ),
    (
        "experience",
        r"how (?:many years of|much) (?:work |professional )?experience "
        rf"(?:does|has) {_NAME} (?:have|got)",
    ),
    (
        None,
        rf"quel(?:le)?s? (?:{_WHAT}) {_NAME} (?:possede|a|maitrise|detient|parle|connait){_HE}"
        r"(?: (?:faite?s?|suivie?s?|obtenue?s?|occupee?s?|eue?s?))?",
    ),
    (
        None,
        rf"quel(?:le)?s? (?:{_WHAT}) (?:possede|a|maitrise|detient|parle|connait)"
        rf"(?: (?:faite?s?|suivie?s?|obtenue?s?|occupee?s?))? {_NAME}",
    ),
    (None, rf"quel(?:le)?s? sont (?:toutes )?les (?:{_WHAT}) (?:de |d'){_NAME}"),
    ("place", rf"ou (?:habite|vit|reside) {_NAME}"),
    ("place", rf"ou {_NAME} (?:habite|vit|reside){_HE}"),
    ("degree", rf"ou {_NAME} a{_HE} (?:etudie|fait ses etudes)"),
    ("degree", rf"ou a (?:etudie|fait ses etudes) {_NAME}"),
    (
        "role",
        r"(?:ou|chez qui|pour qui|(?:pour|chez|dans) quel(?:le)?s? "
        rf"(?:employeurs?|entreprises?|societes?)) {_NAME} a{_HE} travaille",
    ),
    (
        "role",
        r"(?:ou|chez qui|pour qui|(?:pour|chez|dans) quel(?:le)?s? "
        rf"(?:employeurs?|entreprises?|societes?)) a travaille {_NAME}",
    ),
    ("experience", rf"combien d'annees d'experience (?:a|possede) {_NAME}"),
    ("experience", rf"combien d'annees d'experience {_NAME} a{_HE}"),
)
_PATTERNS = tuple((kind, late_pattern(form)) for kind, form in _FORMS)


class OfOne(NamedTuple):
    """A kind of facts, and the name of whom they are asked for, as it was folded.

    ``now`` wants the present or latest position alone, ``spoken`` whether one language is, and
    ``firm`` the positions there.
    """

    kind: FactKind
    name: str
    now: bool = False
    spoken: str = ""
    firm: str = ""


def asked_of_one(text: str) -> OfOne | None:
    """What a question asks about one person; None if it asks something else, or more."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    plain = fold(trimmed(text))
    start, end = bounds(plain)
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(plain, start, end):
            told = [one for one in _WORDS if found.groupdict().get(one)]
            named = found.groupdict()
            now = named.get("now") is not None or plain[start:end].startswith(_PRESENT)
            whole = {"spoken": named.get("spoken") or "", "firm": named.get("firm") or ""}
            return OfOne(told[0] if kind is None else kind, found["name"], now, **whole)
    return None
