"""Words of letters in four languages: usual ones, figures, and those that claim something."""

from __future__ import annotations

from folioscope.features.extractive.terms import stem, tokens


def _all(text: str) -> frozenset[str]:
    words = tokens(text)
    return frozenset(words) | frozenset(map(stem, words))


FIRST = _all(
    "I me my mine myself we our je j me moi mon ma mes mien nous notre nos "
    "ich mich mir mein meine meinen meinem meiner meines wir unser unsere "
    "yo mi mis mí me conmigo nosotros nuestro nuestra soy tengo he trabajo trabajé"
)
"""Words by which somebody speaks of themselves."""

SECOND = _all(
    "you your yours vous votre vos ihr ihre ihren ihrem ihrer ihnen su sus usted ustedes vuestra "
    "vuestro"
)
"""Words by which somebody speaks to an employer."""

APPLYING = _all(
    "apply applying application applicant join joining interest interested dear "
    "postuler postule candidature candidat candidate rejoindre intéresse intéressé madame monsieur "
    "bewerbe bewerben bewerbung interessiert geehrte geehrter "
    "solicitud solicito candidatura postular postulo interesa interesado interesada estimado "
    "estimada"
)
"""Words of sentences that may name the job and who offers it."""

GREETINGS = _all(
    "dear hello madam madame monsieur madames bonjour sehr guten liebe liebes estimado estimada "
    "estimados estimadas hola"
)
"""Words that greetings begin with."""

JOB = _all(
    "job jobs role position offer offers vacancy requirement requirements employer they ask asks "
    "required wanted poste emploi offre exigence exigences employeur demande demandent exigé "
    "stelle angebot anforderung anforderungen arbeitgeber verlangt gefordert sie puesto empleo "
    "oferta requisito requisitos empleador piden pide"
)
"""Words of questions about a job."""

NUMBERS = _all(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty "
    "hundred hundreds thousand thousands million millions billion dozen dozens decade "
    "double triple "
    "deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante cinquante "
    "cent cents mille milliers millions douzaine dizaine decennie "
    "zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig vierzig funfzig "
    "hundert hunderte tausend tausende millionen dutzend jahrzehnt "
    "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta "
    "cincuenta cien cientos mil miles millon millones docena decada"
)
"""Figures in words."""

CLAIMS: tuple[tuple[str, ...], ...] = (
    ("led", "lead", "head", "manag", "direct", "supervis", "dirig", "encadr", "pilot", "chef",
     "leit", "fuhr", "gefuhr", "lider", "gestion", "responsab", "responsib", "verantwort", "jef"),
    ("degree", "bachelor", "bsc", "msc", "mba", "phd", "master", "doctor", "doktor", "diplom",
     "licenc", "graduat", "abschluss", "grado", "university", "universit"),
    ("certif", "zertif", "accredit", "chartered"),
    ("award", "prize", "prix", "preis", "premi", "laureat", "ausgezeich", "honor", "honour"),
    ("found", "cofound", "fonde", "grunde", "gegrund", "fund"),
    ("fluent", "nativ", "bilingu", "courant", "fliessend", "muttersprach", "fluid"),
    ("expert", "specialis", "specializ", "maitris", "beherrsch", "domin"),
    ("publish", "publi", "veroffentlich"),
    ("patent",),
    ("budget", "presupuest"),
    ("revenue", "turnover", "umsatz", "ventas", "chiffre"),
    ("mentor", "teach", "taught", "train", "enseign", "form", "schul", "ausbild", "ensen"),
    ("promot", "promu", "beforder", "ascend"),
    ("volunt", "benevol", "ehrenamt"),
    ("invent", "erfund", "erfind"),
    ("won", "win", "gagn", "gewonn", "gane", "gano"),
)  # fmt: skip
"""Claims by the beginnings of their words, folded: one of a kind bears out the others."""

GLUE = _all(
    # English
    "dear hiring team sir madam apply application applying position role job offer opportunity "
    "experience skill knowledge work working currently recently present company join contribute "
    "bring interest interested interesting pleased glad happy look forward hearing discuss meet "
    "conversation interview attention time consider consideration thank thanks kind regards "
    "sincerely faithfully yours truly resume résumé cv profile career background requirement match "
    "fit goal value keen enjoy learn write writing available availability further detail tell part "
    "people colleague project task need strong good well use used using include including field "
    "meeting discussing learning hearing sending reading talking speaking "
    "area sector show shows shown enclosed attached please contact welcome convinced believe "
    "motivated motivation curious enthusiasm enthusiastic reliable "
    # French
    "madame monsieur madames messieurs bonjour candidature candidate candidat postuler poste offre "
    "emploi équipe entreprise expérience compétence connaissance travail travaille travailler "
    "actuellement récemment rejoindre contribuer apporter intérêt intéresse vivement plaisir "
    "heureux heureuse ravi ravie disposition disponible entretien échange échanger rencontrer "
    "attention lecture recevoir agréer agréez veuillez expression salutation distinguée "
    "cordialement "
    "sincère parcours profil carrière exigence objectif souhaite souhaiterais serais projet "
    "mission "
    "domaine secteur besoin bien fort forte motivation motivé motivée convaincu convaincue joint "
    "actuel actuelle recherche "
    # German
    "sehr geehrte geehrter damen herren bewerbung bewerbe bewerben stelle position angebot "
    "ausschreibung "
    "unternehmen team erfahrung kenntnis kenntnisse fähigkeit arbeit arbeite arbeiten derzeit "
    "zuletzt "
    "aktuell freude freue freuen gern gerne interesse interessiert gespräch einladung unterlagen "
    "lebenslauf anschreiben profil werdegang anforderung anforderungen aufgabe aufgaben projekt "
    "bereich gebiet freundlichen freundliche grüße grüssen grüßen mit motivation überzeugt "
    "beitragen "
    "hiermit habe hatte bringe mitbringen verfügung frage fragen rückmeldung "
    "chance möglichkeit passt passen möchte "
    # Spanish
    "estimado estimada señor señora señores equipo selección solicitud candidatura puesto oferta "
    "empleo trabajo trabajar actualmente recientemente empresa experiencia conocimiento "
    "habilidad interés interesa interesado interesada aportar contribuir incorporar unirme "
    "gustaría "
    "encantado encantada entrevista conversar conversación disposición disponible atención saludo "
    "saludos cordial cordiales atentamente gracias perfil carrera trayectoria requisito requisitos "
    "objetivo proyecto tarea área sector currículum motivación convencido convencida"
)
"""Words that are usual in letters, and state nothing of anybody."""
