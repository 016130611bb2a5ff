"""What bases are for: people make those of documents, features make the others for themselves."""

from __future__ import annotations

from typing import Literal, get_args

Purpose = Literal["documents", "offers", "coaching"]
DOCUMENTS: Purpose = "documents"
OFFERS: Purpose = "offers"
COACHING: Purpose = "coaching"
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
PRIVATE: tuple[Purpose, ...] = (COACHING,)
"""Bases that are searched only where they are named, and listed only where they are asked for."""
