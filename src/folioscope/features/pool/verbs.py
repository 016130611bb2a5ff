"""The phrases of questions over a pool that say what a condition is about, English and French.

A pattern is matched against folded text (small letters, no accents). In it stands ``{do}`` for an
English verb that may be denied, ``{n}`` for the denial after an auxiliary, and ``{pas}`` for the
French one, which needs its ``ne``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from folioscope.late_patterns import late_pattern

_DO = r"(?P<no>(?:do|does|did)(?:n't| not) |never |cannot |can't )?"
_N = r"(?P<no>n't| not| never)?(?: also| ever| already| once)?"
_NE = r"(?P<no>ne |n')?"
_PAS = r"(?(no) (?:pas|jamais|plus|aucune?)(?: encore)?)(?: deja| aussi| egalement)?"
_ARTICLE = r"(?: an?| the| any| some)?"
_UN = r"(?: une?| des| le| la| les| de| du)?"
_NOW = r"(?: currently| now| presently)?"
_MAINTENANT = r"(?: actuellement| aujourd'hui| en ce moment)?"
_AMOUNT = (
    r"(?P<bound>at least|at the least|minimum|a minimum of|more than|over|above|less than|under|"
    r"fewer than|below|at most|up to|no more than|no less than|exactly|"
    r"au moins|au minimum|minimum|plus de|plus d'|moins de|moins d'|au plus|au maximum|"
    r"exactement|between|entre)? ?"
    r"(?P<number>\d{1,3}|{numbers})\+?(?: (?:and|to|et|a) (?P<to>\d{1,3}|{numbers}))? ?"
    r"(?P<after>\+|or more|ou plus)? ?(?P<unit>{unit})'?"
    r"(?P<behind> or more| or longer| or less| ou plus| et plus| minimum| au moins| ou moins)?"
)
NUMBERS = {
    **{word: at for at, word in enumerate("zero one two three four five six seven".split())},
    **{word: at + 8 for at, word in enumerate("eight nine ten eleven twelve".split())},
    **{word: at + 2 for at, word in enumerate("deux trois quatre cinq six sept".split())},
    **{word: at + 8 for at, word in enumerate("huit neuf dix onze douze".split())},
    "un": 1,
    "une": 1,
    "fifteen": 15,
    "quinze": 15,
    "twenty": 20,
    "vingt": 20,
}
"""Numbers in words."""

_YEARS = r"years?|yrs?|months?|ans?|annees?|mois"
_TABLE = rf"""
languages (?:{_DO}(?:speaks?|spoke|speaking|knows?)|can speak|(?:is|are) fluent in) {{languages}}
languages {_NE}(?:parle(?:nt)?|parlant|maitrise(?:nt)?){_PAS} {{languages}}
languages (?:has|have|having|with|a|ont|avec)(?P<no>n't| not)? {{languages}}
years     (?:(?:has|have|having|with|got|a|ont|avec|ayant|possede|possedent|compte|comptent|
          cumule|cumulent)(?P<no>n't| not)?|(?P<sans>without|
          sans))(?: plus)? {{amount}}(?:'? (?:of|d'|de|d)? ?(?:(?:professional|work|working|
          job|total|relevant|hands-on) )*(?P<what>experience|exp)?)?(?: professionnelles?|
           au total| in total| overall)?(?: (?P<link>with|in|of|using|on|as|en|avec|sur|de|
          dans|comme)(?: (?:an?|the|tant que|une?)(?= ))?)?
level     (?:has|have|with|a|ont|avec){_N}(?: an?| une?)? ?(?P<at>at least|au moins|
          minimum)?(?: an?| une?| le| un)? ?(?:level|niveau)? ?(?P<level>[abc][12])
          (?P<up> or (?:better|above|higher)| ou (?:plus|mieux)| minimum)?(?: level)? (?:in|
          en)
fluent    {_NE}(?:parle(?:nt)?|parlant){_PAS} couramment
language  {_DO}(?:speaks?|spoke|spoken)
language  can{_N} speak
language  (?:has|have){_N} spoken
fluent    (?:is|are){_N} (?:fluent|bilingual) in
native    (?:is|are){_N}(?: an?)? native speakers? of
language  {_NE}(?:parle(?:nt)?|parlant){_PAS}
fluent    {_NE}(?:est|sont){_PAS} bilingues?(?: en)?
native    {_NE}(?:a|ont){_PAS} (?:pour langue maternelle|comme langue maternelle)
as        used to (?:be|work as){_ARTICLE}
at        (?:formerly |previously )?(?:used to work|used to be|worked) (?:at|for|by)
skill     {_DO}(?:knows?|known|uses?|used|masters?|mastered|understands?)(?: how to use)?
skill     (?:has|have){_N} (?:used|mastered|learned|learnt|worked with|programmed in|coded in)
skill     can{_N} (?:use|program in|code in|write|develop in|work with)
skill     {_DO}(?:works?|worked|programs?|codes?|develops?) (?:with|in(?= \S+$))
skill     (?:is|are){_N} (?:skilled|proficient|experienced|versed|knowledgeable|competent|
          trained|experts?|an expert|familiar) (?:in|with|at|on)
skill     (?:has|have|having|with)(?P<no>n't| not| no)?(?: any| some| an?)?(?: hands-on|
           practical| professional| prior| proven| good| strong| solid|
           previous)? (?:experience|skills?|expertise|knowledge|
          know-how)(?: working)? (?:with|in|of|using|on)
role      (?:has|have|with){_N}(?: any| some| previous)? experience as(?: an?)?
skill     {_NE}(?:connait|connaissent|connaissant|maitrise(?:nt)?|maitrisant|utilise(?:nt)?|
          utilisant|pratique(?:nt)?){_PAS}
skill     {_NE}(?:sait|savent){_PAS} (?:utiliser|programmer en|coder en|se servir de|
          developper en|travailler avec)
skill     {_NE}(?:programme(?:nt)?|code(?:nt)?|developpe(?:nt)?){_PAS} en
skill     {_NE}(?:a|ont){_PAS} (?:utilise|pratique|appris|maitrise|travaille avec|
          programme en|developpe en)
skill     {_NE}(?:travaille(?:nt)?){_PAS} avec
skill     {_NE}(?:a|ont|ayant|avec|possede(?:nt)?){_PAS}(?: de l'| une? | des | d'| de | la |
           )(?:bonnes? |solides? )?(?:experiences?|competences?|connaissances?|maitrise|
          expertise)(?: professionnelles?)? (?:en|avec|sur|de|dans|du|d')
skill     {_NE}(?:est|sont){_PAS} (?:competente?s?|experimentee?s?|formee?s?|expertee?s?|
          expertes?|experts?) (?:en|avec|sur|a)
skill     (?P<sans>sans|without) (?:connaitre|maitriser|utiliser|pratiquer|knowing|using)
language  (?P<sans>sans|without) (?:parler|speaking)
skill     (?:skilled|proficient|experienced|versed|trained|competent|specialised|
          specialized) (?:in|with)
fluent    (?:fluent|bilingual) in
place     {_DO}(?:lives?|lived|resides?|dwells?)(?: and works?)? in
place     (?:is|are){_N} (?:based|located|living|residing|resident|situated) in
place     (?:is|are){_N} from
place     {_DO}comes? from
place     (?:living|based|residing|located) in
place     {_NE}(?:habite(?:nt)?|habitant|vit|vivent|vivant|residen?t?|residant|loge(?:nt)?)
          {_PAS} (?:a|en|au|aux|dans)
place     {_NE}(?:est|sont){_PAS} (?:basee?s?|situee?s?|domiciliee?s?|installee?s?|
          localisee?s?|residents?) (?:a|en|au|aux|dans)
place     (?:basee?s?|situee?s?|domiciliee?s?|installee?s?) (?:a|en|au|aux|dans)
place     {_NE}(?:vient|viennent|venant){_PAS} (?:de|d'|du|des)
as        (?:has|have){_N} worked as{_ARTICLE}
as        (?P<no>(?:did|do|does)(?:n't| not) |never )?(?:work|worked|served|serve)
           as{_ARTICLE}
as        (?:has|have){_N} been(?: working as| employed as)?{_ARTICLE}
as        (?:was|were){_N}(?: working as| employed as)?{_ARTICLE}
asnow     {_DO}works?{_NOW} as{_ARTICLE}
asnow     (?:is|are){_N}{_NOW} (?:working|employed) as{_ARTICLE}
as        {_NE}(?:a|ont){_PAS} (?:travaille|exerce|ete employee?s?)(?: comme| en tant que|
           en qualite de)(?: une?)?
as        {_NE}(?:a|ont){_PAS} (?:ete|occupe (?:un|le) poste (?:de|d'))(?: une?)?
as        {_NE}(?:etait|etaient){_PAS}(?: une?)?
asnow     {_NE}(?:travaille(?:nt)?){_PAS}{_MAINTENANT} (?:comme|en tant que)(?: une?)?
at        (?:has|have){_N} (?:worked|been employed|been) (?:at|for|by)
at        (?:(?P<no>(?:did)(?:n't| not) |never )work|worked) (?:at|for|in)
at        (?:formerly |previously )?employed (?:at|for|by)
at        (?:was|were){_N} (?:employed|working) (?:at|by|for)
at        (?:who )?(?:has|have){_N} joined
atnow     {_DO}(?:currently |now )?works?{_NOW} (?:at|for)
atnow     (?:is|are){_N}{_NOW} (?:working|employed) (?:at|by|for)
atnow     (?:currently |now )?(?:working|employed) (?:at|by|for)
at        {_NE}(?:a|ont|ayant){_PAS} (?:travaille|exerce|ete employee?s?) (?:chez|pour|a|au|
          aux|dans|par)
at        {_NE}(?:est|sont){_PAS} passee?s? (?:par|chez|a)
atnow     {_NE}(?:travaille(?:nt)?|travaillant){_PAS}{_MAINTENANT} (?:chez|pour|a|au|aux|dans)
atnow     {_NE}(?:est|sont){_PAS}{_MAINTENANT} (?:employee?s?|en poste|salariee?s?) (?:chez|
          par|a|au|aux|de)
school    (?:has|have){_N} (?:studied|graduated|trained) (?:at|from)
school    (?:(?P<no>(?:did)(?:n't| not) |never )(?:study|graduate)|studied|graduated|trained)
           (?:at|from)
school    (?:went to|attended)
school    (?:is|are){_N}(?: an?)? graduates? of
school    {_NE}(?:a|ont){_PAS} (?:etudie|fait (?:ses|leurs) etudes|ete formee?s?) (?:a|au|aux|
          chez|dans)
school    {_NE}(?:est|sont|etait){_PAS} (?:diplomee?s?|ancien(?:ne)?s? eleves?) (?:de l'|
          de la |de |du |d')
studies   (?:has|have){_N} (?:studied|majored in|graduated in|(?:an? )?(?:degree|diploma)
          s? in)
studies   (?:(?P<no>(?:did)(?:n't| not) |never )(?:study|major in)|studied|majored in|
          graduated in)
studies   {_NE}(?:a|ont){_PAS} (?:etudie|un diplome (?:en|de|d')|fait des etudes (?:de|d'|en))
studies   {_NE}(?:est|sont){_PAS} diplomee?s? en
certified (?:certified) (?:in|as|for|on)
certified (?:is|are|was|were|has been|have been|get|got){_N}(?: an?)? certified(?: in| as|
           for| on| by)?{_ARTICLE}
certified (?:has|have|holds?|having|with)(?P<no>n't| not| no)?(?: an?| the|
           any)? (?:certificates?|certifications?) (?:in|as|for|of|on|called|named)
certified {_NE}(?:est|sont){_PAS} certifiee?s?(?: en| sur| comme| pour)?
certified {_NE}(?:a|ont|possede(?:nt)?|detient|detiennent|avec){_PAS}(?: une?| la| le|
           des)? (?:certifications?|certificats?)(?: en| de| d'| sur)?
mention   {_DO}(?:mentions?|mentioned|contains?|lists?)
mention   {_NE}(?:mentionne(?:nt)?|mentionnant|contient|contiennent|cite(?:nt)?|evoque(?:nt)?)
          {_PAS}
has       (?:has|have|had|holds?|having|got|obtained|earned|completed|possess(?:es)?)
          (?P<no>n't| not| no)?{_ARTICLE}
has       {_DO}(?:have|hold|possess){_ARTICLE}
has       {_NE}(?:a|ont|possede(?:nt)?|detient|detiennent|ayant|obtenu|dispose(?:nt)? d')
          {_PAS}(?: obtenu| passe| valide)?{_UN}
has       {_NE}(?:est|sont){_PAS} titulaires? (?:d'une?|du|de la|de l'|d'un|d')
has       titulaires? (?:d'une?|du|de la|de l'|d')
isnow     (?:is|are){_N}{_NOW}{_ARTICLE}
isnow     {_NE}(?:est|sont){_PAS}{_MAINTENANT}(?: une?)?
with      with(?: an?| the)?
without   without(?: an?| any)?
with      avec(?: une?| des| du| de la)?
without   sans(?: une?| aucune?)?
in        (?:in|from|near the city of)
in        (?:a|en|au|aux|de|du|d')
at        (?:at|of|chez)
"""
_CONTINUED = re.compile(r"\n {10}")
_LINE = re.compile(r"\n(?! )")


@dataclass(frozen=True, slots=True)
class Verb:
    """A phrase, and what the words behind it are."""

    kind: str
    pattern: re.Pattern[str]


def _compiled(line: str) -> Verb:
    kind, pattern = line.split(None, 1)
    pattern = _CONTINUED.sub("", pattern)
    amount = _AMOUNT.replace("{numbers}", "|".join(NUMBERS))
    for name, unit in (("{amount}", _YEARS), ("{languages}", r"(?:spoken )?lang(?:uage|ue)s?")):
        pattern = pattern.replace(name, amount.replace("{unit}", unit))
    return Verb(kind, late_pattern(pattern + r"(?=\s|$|(?<=')\w)"))


VERBS = tuple(_compiled(line) for line in _LINE.split(_TABLE.strip()))
"""Tried in this order: the more telling phrase first."""


def verb_at(text: str, place: int) -> tuple[Verb, re.Match[str]] | None:
    """The first phrase of the table that stands there."""
    for verb in VERBS:
        found = verb.pattern.match(text, place)
        if found and found.end() > place:
            return verb, found
    return None
