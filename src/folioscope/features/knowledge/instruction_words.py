"""The words in which people give orders to a model, in six languages.

They are compared with text without accents and in lower case. Reports are told from orders, so
that “wrote system prompts” and “you are an AI engineer” are none: an order says “this candidate”
or “your answer”, or it stands at the beginning of a sentence. Every gap is bounded, so the time it
takes to look follows the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from folioscope.late_patterns import late_pattern


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern; where ``opens``, only what begins a sentence is an order.

    ``needs`` is the rarest part of it, looked for first, since most pages hold none.
    """

    needs: re.Pattern[str]
    pattern: re.Pattern[str]
    opens: bool


def _rule(*parts: str, needs: str, opens: bool = False) -> Rule:
    return Rule(late_pattern(needs), late_pattern(r"(?<!\w)" + "".join(parts)), opens)


def _any(words: str) -> str:
    """One of the words; ``+`` is the space in those that are several, ``~`` any ending."""
    listed = "|".join(words.split()).replace("+", r"\s+").replace("~", r"\w{0,8}")
    return rf"(?:{listed})\b"


GAP = r"(?:[^.!?;]|[.!?](?=\w)){0,40}?\b"
LONG_GAP = r"(?:[^.!?;]|[.!?](?=\w)){0,120}?\b"
FEW_WORDS = r"\s+(?:[\w'-]+\s+){0,3}?"

FORGET = _any(
    "ignor(?:e|es|ez|er|iere|ieren|a|ad|ate|i|em|ing) disregard forget bypass override "
    "do+not+follow don't+follow stop+following pay+no+attention+to "
    "oublie oubliez neglige negligez ne+(?:tiens|tenez)+pas+compte fai(?:s|tes)+abstraction "
    "vergiss vergessen+sie missachte missachten+sie "
    "olvida olvide olvidad descarta descarte omite haz+caso+omiso no+hagas+caso "
    "dimentica dimenticate trascura non+tenere+conto non+considerare "
    "esqueca esquece desconsidere desconsidera despreze"
)
EARLIER = _any(
    "previous~ prior earlier above preceding foregoing your original initial "
    "precedent~ anterieur~ ci-dessus plus+haut recu~ initiale~ tes vos "
    "vorherig~ vorangegangen~ obig~ bisherig~ fruher~ ursprunglich~ deine~ ihre~ "
    "anterior~ previ~ recib~ tus sus sopra ricevut~ tue vostre inizial~ acima receb~ tuas suas"
)
ORDERS = _any(
    "instructions? prompts? rules guidelines directions directives commands context training "
    "consignes? regles contexte anweisung~ instruktion~ vorgaben regeln befehle? "
    "instruccion~ indicaciones ordenes reglas directrices "
    "istruzion[ie] indicazioni regole direttive comandi "
    "instruc(?:ao|oes) orientacoes regras diretrizes comandos"
)
ALL_BEFORE = (
    r"\s+(?:everything|anything|all|tout|alles|todo|tutto|tudo)\s+"
    r"(?:(?:that|ce\s+qui|lo|cio\s+che|o\s+que|was|que)\s+)?"
) + _any("above before you+were you+have+been precede anterior vorher oben acima previous+to sopra")

YOU_ARE = (
    r"(?:you\s+are|you're|tu\s+es|vous\s+etes|du\s+bist|sie\s+sind|eres|usted\s+es|sei|lei\s+e|"
    r"voce\s+e)\s+"
)
ACT_AS = _any(
    "act+as pretend+to+be behave+as agis+comme agissez+comme actua+como agisci+come aja+como"
)
SOME = (
    r"(?:(?:now|only|just|maintenant|jetzt|nun|ahora|ora|adesso|agora)\s+)?"
    r"(?:(?:an?|the|une?|eine?|una?|un'|uma?)\s*)?(?:[\w-]+\s+){0,2}?"
)
MODEL = (
    r"(?:(?:ai|ia|ki|artificial\s+intelligence|large\s+language|language|llm|gpt)[\s-]+"
    r"(?:assistant|assistent|model|modell|sprachmodell|system|recruiter|screener|reviewer|bot|"
    r"agent|chatbot|evaluator|tool)|chatgpt|chatbot|llm|sprachmodell|"
    r"(?:helpful|unrestricted|unfiltered)\s+(?:\w+\s+)?(?:assistant|ai|model)|"
    r"intelligence\s+artificielle|modele\s+de\s+langage|assistant\s+(?:ia|virtuel)|"
    r"kunstliche\s+intelligenz|inteligenc?ia\s+artificial|modelo\s+de\s+(?:lenguaje|linguagem)|"
    r"as+istente\s+(?:d[ei]\s+)?(?:ia|virtuale?)|intelligenza\s+artificiale|"
    r"modello\s+(?:linguistico|di\s+linguaggio)|ai|ia|ki)\b"
    # Not “an AI system architect”.
    r"(?=\s*(?:$|[.,;:!?)\n\"]|(?:that|who|which|and|for|with|without|to|designed|trained|tasked|"
    r"helping|reviewing|evaluating|screening|et|qui|sans|und|das|die|der|ohne|que|sin|che|senza|"
    r"sem|e|y)\b))"
)
MODEL_WORDS = r"(?:ai|ia|ki|llm|assistant|as+istente?|chatgpt|chatbot|model|sprachm|intelligen)"

JUDGE = _any(
    "recommend rate rank score select choose shortlist hire prefer approve accept evaluate "
    "classify mark give consider invite place label "
    "recommandez? classez? notez? evaluez? selectionnez? choisis(?:sez)? embauchez? retenez? "
    "retiens placez? privilegiez? acceptez? "
    "empfiehl empfehlen+sie bewerten?(?:+sie)? wahlen?(?:+sie)? stufen?(?:+sie)? laden?(?:+sie)? "
    "bevorzugen?(?:+sie)? "
    "recomienda recomiende califica califique puntua puntue clasifica clasifique selecciona "
    "seleccione elige elija contrata contrate evalua evalue "
    "raccomanda(?:te)? consiglia(?:te)? valuta(?:te)? classifica(?:te)? seleziona(?:te)? "
    "sceg(?:li|liete) assum(?:i|ete) "
    "recomend[ea] avali[ea] classifique selecione escolha contrate pontue"
)
PERSON = _any(
    "candidat~ applicant applications? resume cv curricul~ profile? bewerber~ bewerbung kandidat~ "
    "lebenslauf profil solicitud perfil postulante dossier profilo"
)
THIS = r"(?:this|ce|cet|cette|diese[nrsm]?|est[ea]|quest[oa])\s+(?:[\w-]+\s+){0,2}?"
THIS_ONE = (
    rf"\s+(?:(?:a|an|para|to|for|as)\s+)?(?:{THIS}{PERSON}|"
    r"(?:me|him|her)\s+(?:for|as|first|the|highest|above)\b)"
)
SAY = _any(
    "say state conclude respond reply answer output report dis dites sag sagen+sie di diga dica "
    "responda"
)
KEEP_QUIET = (
    _any("do+not don't never ne nicht no non nao")
    + FEW_WORDS
    + _any(
        "mention reveal disclose repeat tell report include mentionnez? revelez? erwahne~ "
        "menciones? mencione revele menzionare rivelare"
    )
)
THESE = FEW_WORDS + r"(?:these|this|the|ces|cette|diese|est[ae]s?|quest[ei])\s+(?:\w+\s+){0,2}?"

YOUR = r"(?:your|ta|votre|deine[rnm]?|ihre[rnm]?|tu|su|tua|vostra|sua)\s+(?:\w+\s+)?"
ANSWER = YOUR + _any("answer response~ reply output reponse antwort respuesta risposta resposta")
JUDGEMENT = YOUR + (
    r"(?:answer|response|reply|output|summary|verdict|evaluation|assessment|ranking|reponse|"
    r"evaluation|antwort|bewertung|zusammenfassung|respuesta|resumen|evaluacion|risposta|"
    r"riassunto|valutazione|resposta|resumo|avaliacao)\b"
)
TO_ANSWER = (
    r"(?:in|to|of|from|with|into|within|dans|a|de|en|alla?|nella|della|na|da)\s+" + JUDGEMENT
)
WRITE = _any(
    "add include append insert begin start end finish conclude print write replace remove use "
    "provide render introduce integrate modify change augment enhance extend rearrange scramble "
    "jumble misspell translate substitute convert combine group anagram shuffle state mention say "
    "output encode reverse repeat embed incorporate weave make format "
    "ajoutez? inclu(?:s|ez) mentionnez? ecri(?:s|vez) commencez? terminez? remplacez? inserez? "
    "traduis(?:ez)? utilisez? "
    "fugen?(?:+sie)? erwahnen?(?:+sie)? schreiben?(?:+sie)? beginnen?(?:+sie)? "
    "ersetzen?(?:+sie)? nennen?(?:+sie)? verwenden?(?:+sie)? "
    "inclu(?:ye|ya|a|i) agreg(?:a|ue) anad[ae] mencion[ae] escrib[ea] comien[zc][ae] "
    "reempla[zc][ae] termin[ae] us[ae] "
    "includ(?:i|ete) aggiung(?:i|ete) menziona(?:te)? scriv(?:i|ete) inizia(?:te)? sostituisci "
    "inseri(?:sci|te) adicion[ea] escrev[ae] comece substitua insira"
)
SUGGEST = rf"(?:{_any('suggest tease recommend promote refer')}|{WRITE})"
REVEAL = _any(
    "reveal print show output repeat display leak disclose return tell+me "
    "revelez? affichez? montrez? repetez? zeigen?(?:+sie)? verraten?(?:+sie)? wiederholen? "
    "muestr[ae] repit[ae] mostr[ae] rivela ripeti revel[ae] exiba"
)
SECRET = (
    r"(?:your|ton|ta|tes|votre|vos|deine[nr]?|ihre[nr]?|tus?|tuo|tue|suas?|teu)\s+(?:\w+\s+)?"
) + _any(
    "prompt instructions? system+message instrucciones istruzioni instrucoes anweisungen consignes"
)
READER = _any(
    "ai ais ia ki llms? ats chatgpt gpt gemini claude copilot chatbots? language+models? "
    "ai+(?:assistant|agent|system|model|recruiter|screener|reviewer|tool)s? "
    "modeles?+de+langage sprachmodelle? ki-systeme? modelos?+de+(?:lenguaje|linguagem) "
    "modell[oi]+linguistic[oi] recruiting+(?:ai|bot|system)s? screening+(?:ai|bot|system|tool)s?"
)
CALL = (
    _any(
        "if if+you+are if+you're note+to attention dear hello hey message+to instructions?+to "
        "instructions?+for si+tu+es si+vous+etes note+pour falls+du hinweis+(?:an|fur) nota+para "
        "nota+per se+sei se+voce+e si+eres"
    )
    + r"\s+(?:(?:all|any|the|an?|une?|les|alle|eine?|los|una?|uma?|i|as?|os)\s+|un')?"
)
READS = (
    r"(?=\s*[:,!(]|\s+[—–-]\s|\s+(?:that|which|reading|reviewing|screening|evaluating|processing|"
    r"parsing|ranking|reads|reviews|is|are|you|qui|das|die|que|che)\b)"
)
FROM_NOW_ON = (
    r"from\s+now\s+on,?\s+(?:you\s+(?:are|will\s+(?:act|respond|answer|only)|"
    r"must\s+(?:act|respond|answer))|respond|answer|reply|act\s+as)\b"
)
AS_MODEL = r"as\s+an?\s+(?:ai|large)\b"
IS = r"\s+(?:is|has|meets|est|ist|es|e)\b"
ROLE = (
    r"(?:system|assistant|developer)(?:\s+(?:message|prompt))?\s*:\s*(?:you|your|ignore|disregard|"
    r"always|never|from\s+now|respond|reply|the\s+user|forget|do\s+not)\b|"
    r"(?:new|updated|additional|real|hidden|secret)\s+(?:system\s+)?(?:instructions?|prompt)\s*:"
)
BORDER = r"(?:begin|end|start)\s+(?:of\s+)?(?:the\s+)?(?:system\s+)?(?:prompt|instructions)\b"
MARK = (
    r"(?:<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>|"
    r"\[/?inst\]|<</?sys>>|</?(?:system|instructions?|system_prompt)>|"
    r"##\s*(?:system|(?:new\s+)?instructions?|assistant|human)\s*:)"
)

RULES = (
    # Orders that end others.
    _rule(FORGET, GAP, EARLIER, GAP, ORDERS, needs=FORGET),
    _rule(FORGET, GAP, ORDERS, GAP, EARLIER, needs=FORGET),
    _rule(FORGET, FEW_WORDS, ORDERS, needs=FORGET, opens=True),
    _rule(FORGET, ALL_BEFORE, needs=FORGET),
    # Who reads it, and as what.
    _rule(YOU_ARE, SOME, MODEL, needs=YOU_ARE),
    _rule(ACT_AS, r"\s+", SOME, MODEL, needs=ACT_AS, opens=True),
    _rule(AS_MODEL, r"[\w\s]{0,20},?\s+(?:you|please|your)\b", needs=AS_MODEL),
    _rule(CALL, READER, READS, needs=CALL + READER, opens=True),
    _rule(FROM_NOW_ON, needs=r"from\s+now\s+on"),
    # What is to be thought of the person, and what is not to be told.
    _rule(JUDGE, THIS_ONE, needs=JUDGE + THIS_ONE, opens=True),
    _rule(SAY, FEW_WORDS, THIS, PERSON, IS, needs=SAY, opens=True),
    _rule(KEEP_QUIET, THESE, ORDERS, needs=KEEP_QUIET),
    # What is to be done with the answer.
    _rule(WRITE, LONG_GAP, ANSWER, needs=ANSWER, opens=True),
    _rule(WRITE, LONG_GAP, TO_ANSWER, needs=JUDGEMENT, opens=True),
    _rule(TO_ANSWER, r",?\s+", SUGGEST, needs=JUDGEMENT, opens=True),
    _rule(REVEAL, FEW_WORDS, SECRET, needs=SECRET, opens=True),
    # The marks of conversations.
    _rule(
        f"(?:{ROLE})", needs=r"(?:system|assistant|developer|message|prompt|ions?)\s*:", opens=True
    ),
    _rule(BORDER, needs=r"(?:prompt|instructions)\b", opens=True),
    _rule(MARK, needs=MARK),
)
