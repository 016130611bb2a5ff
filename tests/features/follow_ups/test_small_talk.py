from __future__ import annotations

import pytest

from folioscope.features.follow_ups.small_talk import reply, small_talk

TALK = {
    "greeting": ("hello", "Hi!", "Hey there", "Good morning, everyone!", "Bonjour !", "salut"),
    "wellbeing": ("How are you?", "hello, how are you doing today?", "ça va ?", "Bonjour, ça va ?"),
    "thanks": (
        "thanks",
        "Thank you so much!",
        "merci beaucoup",
        "Ok, thanks 🙏",
        "Parfait, merci.",
    ),
    "farewell": ("bye", "See you later", "au revoir", "Bonne journée !"),
    "identity": ("who are you?", "Hello, who are you?", "Qui es-tu ?", "Qui êtes-vous ?"),
    "abilities": (
        "what can you do?",
        "help",
        "Hi! What can you do for me?",
        "Que peux-tu faire ?",
        "Qu’est-ce que vous pouvez faire ?",
    ),
}
QUESTIONS = (
    "hello, who knows Java?",
    "Who is Ada?",
    "Who are the candidates?",
    "What can Ada do?",
    "what can you do with Kubernetes?",
    "Help desk",
    "Who can help me with Java?",
    "Who says thanks in the letter?",
    "thank you letters",
    "Kubernetes?",
    "Java",
    "Hi-C sequencing",
    "Cheers Ltd",
    "thanks, and who speaks French?",
    "hello world",
    "All right",
    "merci de lister les candidats",
    "Bonjour, qui connaît Java ?",
    "Qui est Marie ?",
    "Qui êtes-vous allé voir ?",
    "aide-soignante",
    "Aide à domicile",
    "Que savez-vous de Marie Dupont ?",
    "salut les terriens",
    "Comment contacter Paul ?",
    "",
    "?",
    "hello " * 40,
)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TALK.items() for text in texts]
)
def test_small_talk_is_known_by_its_kind(kind: str, text: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_never_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_the_reply_is_in_the_language_of_the_message() -> None:
    assert reply("thanks", "merci beaucoup") == "Je vous en prie."
    assert reply("thanks", "thank you") == "You are welcome."
    assert reply("greeting", "Bonjour !").startswith("Bonjour")
    assert reply("greeting", "hello").startswith("Hello")
    assert "Folioscope" in reply("identity", "Qui es-tu ?")
    assert reply("abilities", "Que sais-tu faire ?").startswith("Interrogez")
