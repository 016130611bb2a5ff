"""Which remarks that no page shows are worth telling: prose, and words aimed at a machine.

Comments and properties are full of names, dates and the tools that wrote them.
"""

from __future__ import annotations

import re

from folioscope.backends.parsers.pdf_hidden_prose import gives_orders, is_prose

MARKUP = re.compile(r"<[^<>]{1,1000}>")
CODE = re.compile(r"[{};=<>\\]|://")
WORD = re.compile(r"[^\W\d_]{2,}")
MOST_CODE = 0.25
READ_CHARACTERS = 20_000


def is_worth_telling(text: str) -> bool:
    """Tell whether people would want to know that a document carries this remark."""
    plain = MARKUP.sub(" ", text[:READ_CHARACTERS])
    is_code = len(CODE.findall(plain)) > MOST_CODE * len(WORD.findall(plain))
    return not is_code and (is_prose(plain) or gives_orders(plain))
