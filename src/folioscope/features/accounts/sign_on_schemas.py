"""What a browser brings back from an issuer, on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from folioscope.platform.api.texts import Text

LONGEST = 4000


class BroughtBack(BaseModel):
    """The answer of the issuer in the address; whatever else it says is not read."""

    code: Text = Field("", max_length=LONGEST, description="what the issuer gives tokens for")
    state: Text = Field("", max_length=LONGEST, description="of the departure")
    error: Text = Field("", max_length=LONGEST, description="why it gives none")
    iss: Text = Field("", max_length=LONGEST, description="the issuer, if it says so")
