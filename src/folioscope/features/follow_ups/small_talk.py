"""What people say to a chat that asks nothing of documents: hello, thank you, goodbye.

Only a message that is nothing else is small talk; “hello, who knows Java?” is a question.
"""

from __future__ import annotations

import re
from typing import Literal

from folioscope.features.extractive.question import Language
from folioscope.features.extractive.terms import fold

SmallTalk = Literal["greeting", "wellbeing", "thanks", "farewell", "identity", "abilities"]

LONGEST = 80
_FILLING = (
    r"(?:there|folioscope|again|everyone|all|team|friend|so much|very much|a lot|a million|"
    r"for (?:your|the|all your) help|for that|you|indeed|all right|bien|tout le monde|a tous|"
    r"beaucoup|infiniment|mille fois|pour (?:votre|ton|cette|ta) (?:aide|reponse)|encore|"
    r"a vous|a toi|mon ami)"
)
_PATTERNS: dict[SmallTalk, str] = {
    "greeting": r"hi|hey|hello|howdy|greetings|good (?:morning|afternoon|evening|day)|"
    r"bonjour|bonsoir|salut|coucou|hallo|guten (?:tag|morgen|abend)|hola|buenos dias",
    "wellbeing": r"how are you(?: doing)?(?: today)?|how is it going|how's it going|what's up|"
    r"comment (?:ca va|vas-tu|allez-vous|tu vas)|(?:tu vas|vous allez) bien|ca va",
    "thanks": r"thanks|thank you|thank u|thx|many thanks|cheers|great thanks|ok thanks|"
    r"perfect thanks|much appreciated|merci|un grand merci|merci bien|super merci|"
    r"parfait merci|ok merci|je (?:vous|te) remercie|danke(?: schon)?|vielen dank|"
    r"(?:muchas )?gracias",
    "farewell": r"bye|bye bye|goodbye|see you(?: later| soon)?|good night|"
    r"au revoir|a bientot|a plus(?: tard)?|bonne (?:journee|soiree|nuit)|tschuss|adios",
    "identity": r"who are you|what are you|what is your name|what's your name|"
    r"are you (?:a )?(?:human|robot|bot|real|an ai|chatgpt)|who am i talking to|"
    r"what is folioscope|qui es-tu|qui etes-vous|tu es qui|vous etes qui|t'es qui|"
    r"(?:comment t'appelles-tu|comment vous appelez-vous)|quel est (?:ton|votre) nom|"
    r"es-tu (?:un )?(?:humain|robot|une ia)|c'est quoi folioscope",
    "abilities": r"what can you do(?: for me)?|what do you do|how can you help(?: me)?|"
    r"can you help me|help|help me|how (?:does this|do you) work|what can i ask(?: you)?|"
    r"que (?:peux-tu|pouvez-vous|sais-tu|savez-vous) faire(?: pour moi)?|"
    r"qu'est-ce que (?:tu peux|vous pouvez|tu sais|vous savez) faire|aide|aide-moi|aidez-moi|"
    r"(?:peux-tu|pouvez-vous) m'aider|comment (?:ca marche|tu marches)|"
    r"que puis-je (?:te |vous )?demander",
}
_WHOLE = {
    kind: re.compile(rf"(?:{pattern})(?: {_FILLING}){{0,2}}") for kind, pattern in _PATTERNS.items()
}
_BEFORE = re.compile(rf"(?:{_PATTERNS['greeting']}|ok|okay|d'accord)(?: {_FILLING})? +(?=\S)")
_NOISE = re.compile(r"[^\w\s'-]+|_")
_DASH = re.compile(r"\s+-+|-+\s+|^-+|-+$")
_FRENCH = re.compile(
    r"\b(?:bonjour|bonsoir|salut|coucou|merci|remercie|au revoir|a bientot|a plus|bonne|ca va|"
    r"comment|bien|qui|tu|vous|quel|que|c'est|es-tu|aide|aidez|aide-moi|aidez-moi|m'aider)\b"
)

_REPLIES: dict[Language, dict[SmallTalk, str]] = {
    "en": {
        "greeting": "Hello! What would you like to know from your documents?",
        "wellbeing": "All is well, thank you. What would you like to know from your documents?",
        "thanks": "You are welcome.",
        "farewell": "Goodbye!",
        "identity": "I am Folioscope. I answer questions from your documents and show the lines "
        "that each answer rests on.",
        "abilities": "Ask me about your documents, for example who has a skill, where somebody "
        "studied, how many people speak a language, or how two people compare. Each answer "
        "shows the lines it rests on.",
    },
    "fr": {
        "greeting": "Bonjour ! Que souhaitez-vous savoir de vos documents ?",
        "wellbeing": "Tout va bien, merci. Que souhaitez-vous savoir de vos documents ?",
        "thanks": "Je vous en prie.",
        "farewell": "Au revoir !",
        "identity": "Je suis Folioscope. Je réponds à des questions à partir de vos documents et "
        "je montre les lignes sur lesquelles chaque réponse repose.",
        "abilities": "Interrogez-moi sur vos documents : qui a une compétence, où une personne a "
        "étudié, combien de personnes parlent une langue, ou comment deux personnes se "
        "comparent. Chaque réponse montre les lignes sur lesquelles elle repose.",
    },
}


def small_talk(text: str) -> SmallTalk | None:
    """What kind of small talk a message is; None where it is, or might be, a question."""
    if len(text) > LONGEST:
        return None
    said = _plain(text)
    rest = _BEFORE.sub("", said, count=1)
    for candidate in (rest, said):  # of “hello, what can you do?” the end counts
        for kind, pattern in _WHOLE.items():
            if pattern.fullmatch(candidate):
                return kind
    return None


def reply(kind: SmallTalk, text: str) -> str:
    """What is answered without a language model, in the language of the message."""
    language: Language = "fr" if _FRENCH.search(_plain(text)) else "en"
    return _REPLIES[language][kind]


def _plain(text: str) -> str:
    plain = _NOISE.sub(" ", fold(text).replace("’", "'"))
    return " ".join(_DASH.sub(" ", plain).split())
