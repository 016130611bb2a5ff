"""The content words of a text, folded so that a question and a document can be compared.

Accents, case and plurals are folded; words that carry no content in English, French, Spanish or
German are left out; the names of languages and some words of careers are one term in all of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*[+#]*['’]?")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_SEPARATOR = re.compile(r"[.,]")

_STOP_WORDS = frozenset(
    # English
    "a about after all also an and any are as at be been before being between both but by can "
    "could did do does doing done during each for from further get got had has have having he "
    "her here hers him his how i if in into is it its just many may me might more most much "
    "my no nor not of off on once only or other our out over own per please same shall she "
    "should so some such than that the their them then there these they this those through to "
    "too under until up us very via was we were what when where which while who whom whose "
    "why will with would you your "
    # French
    "afin ai aie ainsi alors apres as au aucun aussi autre aux avait avant avec avoir avons ayant "
    "bien car ce ceci cela celle celui ces cet cette ceux chaque chez combien comme comment "
    "contre d dans de deja depuis des donc dont du elle elles en encore entre est et etaient etait "
    "etant ete etes etre eu eux fait faire font fut furent ici il ils j je jusque l la le les leur "
    "leurs lors lui m ma mais me meme mes moi moins mon n ne ni nos notre nous on ont ou par "
    "pas pendant peu peut plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi "
    "s sa sans se selon sera ses si soit son sont sous sur ta te tes toi ton tous tout toute "
    "toutes tres tu un une vers vos votre vous y "
    # Spanish
    "al como con cual cuando cuanto del desde donde el ella ellos era eran es esta estan este "
    "fue ha han hay hasta la las lo los mas mi muy nos o para pero por porque que quien se ser si "
    "sin sobre son su sus tambien tiene un una uno y ya "
    # German
    "als am auch auf aus bei bin bis das dass dem den der die dies diese durch ein eine einem "
    "einen einer eines er es fur gibt haben hat ich ihr im in ist kann mit nach nicht noch nur "
    "oder sich sie sind uber um und von vom war waren was welche welcher wenn wer werden wie wird "
    "wir wo wurde wurden zu zum zur".split()
)

# One term for one thing in several languages: the local embedding model reads English only.
_GROUPS = (
    "english anglais anglaise ingles englisch",
    "french francais francaise frances franzosisch francophone",
    "german allemand allemande aleman deutsch",
    "spanish espagnol espagnole espanol spanisch castellano",
    "italian italien italienne italiano italienisch",
    "portuguese portugais portugaise portugues portugiesisch",
    "dutch neerlandais neerlandaise holandes niederlandisch",
    "arabic arabe arabisch",
    "chinese chinois chinoise mandarin chino chinesisch",
    "japanese japonais japonaise japones japanisch",
    "russian russe ruso russisch",
    "polish polonais polonaise polaco polnisch",
    "language langue idioma sprache",
    "skill competence habilidad kenntnis",
    "degree diplome diploma titulo abschluss",
    "education formation formacion ausbildung",
    "engineer ingenieur ingenieure ingeniero",
    "company entreprise societe empresa firma unternehmen",
    "team equipe equipo",
    "year annee an ano jahr",
    "university universite universidad universitat",
    "school ecole escuela schule",
    "manager gestionnaire gerente",
    "nurse infirmier infirmiere enfermera krankenschwester",
    "accountant comptable contable buchhalter",
    "teacher enseignant enseignante professeur lehrer",
    "lawyer solicitor attorney avocat avocate abogado anwalt",
    "sale vente venta verkauf",
    "driver conducteur chauffeur fahrer",
    "hospital hopital krankenhaus",
    "run ran running",
    "lead led leading",
    "build built",
    "write wrote written",
    "teach taught",
    "sell sold",
    "speak spoke spoken",
    "win won",
    "grow grew grown",
    "make made",
    "begin began begun",
    "become became",
)
_CANONICAL = {word: group.split()[0] for group in _GROUPS for word in group.split()}

# What a question asks by one word, documents state by others.
_DEGREES = "university degree bachelor master msc bsc phd mba school college institute polytechnic"
_LEADING = "lead manage direct supervise head encadre encadrement dirige direction"
_STATED = {
    **dict.fromkeys("study etudie etudier graduate education degree".split(), _DEGREES.split()),
    **dict.fromkeys("manage lead supervise encadre dirige".split(), _LEADING.split()),
}


def stated(term: str) -> frozenset[str]:
    """Other terms by which documents state what this term asks for."""
    return frozenset(_STATED.get(term, ()))


def fold(text: str) -> str:
    """Text without accents and case."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """All words and numbers of a text, folded, stop words included, in order."""
    found: list[str] = []
    for match in _TOKEN.findall(fold(text)):
        if match[-1] in "'’":
            if len(match) > 3:
                found.append(match[:-1])
        elif match[0].isdigit():
            found.append(_THOUSANDS.sub("", match).replace(",", "."))
        else:
            found.extend(part for part in _SEPARATOR.split(match) if part)
    return found


def terms(text: str) -> list[str]:
    """The content words of a text in order, each reduced to the form in which it is compared."""
    return [stem(token) for token in tokens(text) if token not in _STOP_WORDS]


@lru_cache(1 << 15)
def stem(token: str) -> str:
    """The form of a folded word that its plural and its translations share."""
    if token in _CANONICAL:
        return _CANONICAL[token]
    if (len(token) > 4 and token.endswith("ies")) or (len(token) > 5 and token.endswith("ied")):
        token = token[:-3] + "y"
    elif len(token) > 5 and token.endswith("aux"):
        token = token[:-2] + "l"
    elif len(token) > 3 and token.endswith(("s", "eux", "oux")):
        token = token if token.endswith(("ss", "us", "is")) else token[:-1]
    return _CANONICAL.get(token, token)


def is_number(term: str) -> bool:
    """Whether a term is a figure, a year or an amount."""
    return term[0].isdigit()
