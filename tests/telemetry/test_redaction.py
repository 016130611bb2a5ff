"""Secrets are masked by what they are, wherever they turn up."""

from __future__ import annotations

import logging

import pytest
from pydantic import SecretStr

from folioscope.settings.values import Settings
from folioscope.telemetry.logs import JsonLines, Logging
from folioscope.telemetry.redaction import MASK, Redaction
from folioscope.wiring.observing import secrets_of

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2ln"


@pytest.mark.parametrize(
    "secret",
    [
        "fsk_abcDEF0123456789_-x",
        "fsr_abcDEF0123456789",
        "fsv_abcDEF0123456789",
        "fsi_abcDEF0123456789",
        JWT,
        "sk-proj-abcdefghijklmnop",
    ],
)
def test_what_looks_like_a_secret_is_masked_although_nobody_named_it(secret: str) -> None:
    cleaned = Redaction().clean(f"before {secret} after")
    assert cleaned == f"before {MASK} after"


def test_a_password_in_an_address_is_masked_and_the_place_stays() -> None:
    told = Redaction().clean("no answer from postgresql://me:hunter2hunter2@db.example:5432/x")
    assert told == f"no answer from postgresql://{MASK}@db.example:5432/x"


def test_a_bearer_token_of_any_form_is_masked() -> None:
    assert Redaction().clean("Authorization: Bearer abc.def-ghi") == f"Authorization: Bearer {MASK}"


def test_known_values_are_masked_the_longer_before_the_shorter() -> None:
    redaction = Redaction(["hunter2", "hunter2-and-more", "ab"])
    assert redaction.clean("x=hunter2-and-more y=hunter2 ab") == f"x={MASK} y={MASK} ab"


def test_values_are_masked_however_deep_they_lie() -> None:
    redaction = Redaction(["geheim1"])
    told = redaction.clean_all(
        {"a": [{"geheim1": ("geheim1", 3, None)}], "b": Exception("geheim1")}
    )
    assert told == {"a": [{MASK: [MASK, 3, None]}], "b": MASK}


def test_plain_words_are_left_as_they_are() -> None:
    plain = "Ada wrote fsk in 2024: see https://example.org/a@b, or eyJ, Bearer, sk-1."
    assert Redaction().clean(plain) == plain


def test_every_secret_of_the_settings_is_known_whatever_it_is_called() -> None:
    secrets = {
        name: SecretStr(f"canary-{name}")
        for name, field in Settings.model_fields.items()
        if field.annotation is SecretStr
    }
    assert len(secrets) > 8
    settings = Settings(_env_file=None).model_copy(
        update={**secrets, "database_url": "postgresql://me:p%40ssword@db/x"}
    )
    known = secrets_of(settings)
    assert {secret.get_secret_value() for secret in secrets.values()} <= set(known)
    assert {"p%40ssword", "p@ssword"} <= set(known)


def test_a_line_masks_arguments_exceptions_and_what_is_said_beside() -> None:
    told = Logging(content=True, redaction=Redaction(["geheim1"]))
    error = ValueError("geheim1")
    raised = (ValueError, error, None)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "with %s", ("geheim1",), raised)
    record.route = "/geheim1"
    assert "geheim1" not in JsonLines(told).format(record)
    assert JsonLines(told).format(record).count(MASK) == 3
