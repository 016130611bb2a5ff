"""How many tokens a text has, roughly, for models whose tokenizer cannot be asked."""

from __future__ import annotations

from collections.abc import Sequence

# Tokenizers of current models make a token of about four letters of English, three of other
# languages in Latin letters, and of each letter of most other scripts.
LETTERS_A_TOKEN = 3.2
WIDE = 0x0250  # from here on scripts that are not Latin


def estimated_tokens(texts: Sequence[str]) -> list[int]:
    """Tokens of each text, rather too many than too few."""
    return [_estimate(text) for text in texts]


def _estimate(text: str) -> int:
    wide = 0 if text.isascii() else sum(ord(letter) >= WIDE for letter in text)
    return wide + round((len(text) - wide) / LETTERS_A_TOKEN) + 1
