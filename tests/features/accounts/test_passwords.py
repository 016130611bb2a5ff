"""Passwords as they are kept and compared."""

from __future__ import annotations

import pytest

from folioscope.features.accounts.passwords import Passwords, PasswordWeak, check_password


async def test_a_password_is_known_again_by_its_hash() -> None:
    passwords = Passwords()
    kept = await passwords.hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert await passwords.are_same("correct horse battery", kept)
    assert not await passwords.are_same("correct horse batterz", kept)
    assert kept != await passwords.hash("correct horse battery")  # another salt


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$m=47104,t=1,p=1$", "$2b$12$abc"])
async def test_a_hash_that_cannot_be_read_is_nobodys(kept: str) -> None:
    assert not await Passwords().are_same("anything", kept)


async def test_t25_where_there_is_no_password_one_is_compared_all_the_same() -> None:
    passwords = Passwords()
    assert not await passwords.are_same("anything", None)
    assert not await passwords.are_same("nobody has this password", None)


@pytest.mark.parametrize(
    "weak", ["", "short", "123456789", "aaaaaaaaaaaa", "abababababab", "ada.lovelace", "x" * 1001]
)
def test_a_password_that_is_guessed_soon_is_refused(weak: str) -> None:
    with pytest.raises(PasswordWeak):
        check_password(weak, "Ada.Lovelace@example.org", "Ada")


@pytest.mark.parametrize(
    "good", ["correct horse", "ünïcödé wörds", "pass word 1", "🦊🐻🐼🐨🐯" * 2]
)
def test_any_other_password_will_do(good: str) -> None:
    check_password(good, "ada@example.org", "Ada")
