"""Whom an offer names is told to nobody but its owner."""

from __future__ import annotations

import pytest

from folioscope.features.offers.contacts import without_contacts

ZORA = ("Madame Zora QUILL", "zora.quill@example.com")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Write to zora.quill@example.com.", "Write to [mail]."),
        ("jobs (at) example.com, x@a-b.co.uk", "[mail], [mail]"),
        ("mailto:a.b+c@example.org", "[mail]"),
        ("Call +33 6 12 34 56 78 now", "Call [phone] now"),
        ("Tel. 030/123 45 678.", "Tel. [phone]."),
        ("(+44) 7700 900850", "[phone]"),
        ("Ask Zora Quill or Mme Quill.", "Ask [name] or [name]."),
        ("QUILL Zora, zora quill", "[name], [name]"),
        ("see https://www.linkedin.com/in/zora-quill-1 please", "see [profile] please"),
        ("Contact: Jean-Luc Picard\nApply soon", "Contact: [name]\nApply soon"),
        ("Ansprechpartnerin: Frau Erika Mustermann", "Ansprechpartnerin: [name]"),
    ],
)
def test_people_mails_and_numbers_are_masked(text: str, told: str) -> None:
    assert without_contacts(text, ZORA) == told


@pytest.mark.parametrize(
    "text",
    [
        "from 2026-11-22 to 2027-01-31, 01.02.2027",
        "50 000 - 62 000 EUR, 120 M, 0.5 %",
        "Reference 744000012345, VIE299001",
        "Quilling is a craft; the Quillian model",
        "Contact: the office",
        "https://example.com/jobs/0123456789012",
        "user@host",
    ],
)
def test_what_is_no_person_stays(text: str) -> None:
    assert without_contacts(text, ZORA) == text


def test_names_of_one_word_or_of_many_are_let_be() -> None:
    text = "Acme hires. A board that names no person at all."
    assert without_contacts(text, ("Acme", "A board that names no person", "x@y", "")) == text


@pytest.mark.parametrize("text", ["a" * 200_000, "a.b-" * 50_000, "0 1" * 60_000, "@" * 100_000])
def test_a_word_without_end_is_read_to_its_end(text: str) -> None:
    assert without_contacts(text, ZORA) == text


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ("Zoé Muller <zoe@bakery.example>", "Ask ZOE MULLER for more."),
        ("Zoé Muller (HR)", "Ask Mme Muller for more."),
        ("Zoe Muller", "Ask Zoé Müller for more."),
    ],
)
def test_a_name_is_found_without_its_mail_and_with_other_accents(contact: str, text: str) -> None:
    assert without_contacts(text, [contact]) == "Ask [name] for more."


@pytest.mark.parametrize("number", ["555-123-4567", "(555) 123-4567", "555.123.4567"])
def test_american_numbers_are_masked(number: str) -> None:
    assert without_contacts(f"Call {number} today.") == "Call [phone] today."


def test_a_text_of_titles_alone_is_read_to_its_end() -> None:
    text = f"{'Dr ' * 50_000}x muller"

    assert without_contacts(text, ["Zoe Muller"]) == text
