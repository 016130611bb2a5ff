"""Countries by the names that boards call them: English, French, German, Spanish, their own."""

from __future__ import annotations

import unicodedata

_NAMES = """
AD andorra, andorre
AE united arab emirates, uae, emirats arabes unis
AF afghanistan
AL albania, albanie, albanien
AM armenia, armenie, armenien
AO angola
AR argentina, argentine, argentinien
AT austria, autriche, osterreich
AU australia, australie, australien
AZ azerbaijan, azerbaidjan
BA bosnia and herzegovina, bosnie-herzegovine
BD bangladesh
BE belgium, belgique, belgien, belgica, belgio
BF burkina faso
BG bulgaria, bulgarie, bulgarien
BH bahrain, bahrein
BJ benin
BO bolivia, bolivie
BR brazil, bresil, brasil, brasilien, brasile
BY belarus, bielorussie
CA canada, kanada
CD democratic republic of the congo, republique democratique du congo
CG congo, republic of the congo
CH switzerland, suisse, schweiz, suiza, svizzera, suica
CI cote d'ivoire, ivory coast
CL chile, chili
CM cameroon, cameroun
CN china, chine
CO colombia, colombie
CR costa rica
CU cuba
CY cyprus, chypre, zypern
CZ czech republic, czechia, republique tcheque, tschechien
DE germany, allemagne, deutschland, alemania, germania, alemanha
DK denmark, danemark, danmark
DO dominican republic, republique dominicaine
DZ algeria, algerie
EC ecuador, equateur
EE estonia, estonie, estland
EG egypt, egypte
ES spain, espagne, spanien, espana, spagna, espanha
ET ethiopia, ethiopie
FI finland, finlande, finnland
FR france, frankreich, francia, franca
GA gabon
GB united kingdom, uk, u.k., great britain, royaume-uni, grossbritannien, reino unido, england
GB regno unito, scotland, wales, northern ireland
GE georgie, georgien
GH ghana
GN guinea, guinee
GR greece, grece, griechenland
GT guatemala
HK hong kong, hong-kong
HN honduras
HR croatia, croatie, kroatien
HU hungary, hongrie, ungarn
ID indonesia, indonesie, indonesien
IE ireland, irlande, irland, irlanda
IL israel
IN india, inde, indien
IQ iraq, irak
IR iran
IS iceland, islande, island
IT italy, italie, italien, italia
JM jamaica, jamaique
JO jordan, jordanie
JP japan, japon
KE kenya
KH cambodia, cambodge
KR south korea, korea, coree du sud
KW kuwait, koweit
KZ kazakhstan
LA laos
LB lebanon, liban, libanon
LI liechtenstein
LK sri lanka
LT lithuania, lituanie, litauen
LU luxembourg, luxemburg
LV latvia, lettonie, lettland
MA morocco, maroc
MC monaco
MD moldova, moldavie
ME montenegro
MG madagascar
MK north macedonia, macedoine du nord
ML mali
MM myanmar, birmanie
MN mongolia, mongolie
MR mauritania, mauritanie
MT malta, malte
MU mauritius, maurice, ile maurice
MX mexico, mexique, mexiko
MY malaysia, malaisie
MZ mozambique
NA namibia, namibie
NE niger
NG nigeria
NI nicaragua
NL netherlands, the netherlands, pays-bas, niederlande, nederland, holland
NO norway, norvege, norwegen, norge
NP nepal
NZ new zealand, nouvelle-zelande
OM oman
PA panama
PE peru, perou
PH philippines
PK pakistan
PL poland, pologne, polen, polska
PT portugal
PY paraguay
QA qatar
RO romania, roumanie, rumanien
RS serbia, serbie, serbien
RU russia, russie, russland, russian federation
RW rwanda
SA saudi arabia, arabie saoudite
SE sweden, suede, schweden, sverige
SG singapore, singapour, singapur
SI slovenia, slovenie, slowenien
SK slovakia, slovaquie, slowakei
SN senegal
SV el salvador, salvador
TD chad, tchad
TG togo
TH thailand, thailande
TN tunisia, tunisie
TR turkey, turquie, turkei, turkiye
TW taiwan
TZ tanzania, tanzanie
UA ukraine
UG uganda, ouganda
US united states, united states of america, usa, u.s.a., u.s., etats-unis
US vereinigte staaten, estados unidos, stati uniti
UY uruguay
UZ uzbekistan, ouzbekistan
VE venezuela
VN vietnam, viet nam
ZA south africa, afrique du sud, sudafrika
ZM zambia, zambie
ZW zimbabwe
"""


def _folded(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(kept.replace("’", "'").split())


_CODES = {name: line[:2] for line in _NAMES.split("\n") if line for name in line[3:].split(", ")}


def country_of(name: object) -> str | None:
    """The ISO 3166-1 code of a country by one of its names; None where it is none of them."""
    return _CODES.get(_folded(name)) if isinstance(name, str) else None


def country_told(told: object) -> str | None:
    """The country of a field that has its code or its name."""
    if not isinstance(told, str):
        return None
    text = told.strip()
    is_code = len(text) == 2 and text.isascii() and text.isalpha()
    return country_of(text) or (text.upper() if is_code else None)
