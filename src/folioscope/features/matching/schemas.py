"""Requirements and fit on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from folioscope.features.grounding.schemas import Box
from folioscope.features.matching.judging import Verdict
from folioscope.features.matching.requirements import (
    MOST,
    MOST_WEIGHT,
    WEIGHTS,
    Kind,
    Need,
    Option,
    Requirement,
)
from folioscope.features.offers.schemas import Narrowing
from folioscope.platform.api.texts import Text

LONGEST_JOB = 200_000  # letters
Id = Annotated[Text, Field(min_length=1, max_length=100)]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]
Percent = Annotated[int | None, Field(ge=0, le=100)]


class OptionRead(BaseModel):
    """One way to meet a requirement.

    ``key`` is the value as CVs are compared by it; left out, it is made of ``name``. ``months`` is
    the least time it is to have been done, ``level`` that of a language, ``area`` the words of a
    field of study or work.
    """

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    kind: Kind
    name: Text = Field(min_length=1, max_length=400)
    key: Text | None = Field(None, max_length=2000)
    months: int | None = Field(None, ge=1, le=720)
    level: Level | None = None
    area: list[Annotated[Text, Field(max_length=100)]] = Field([], max_length=20)

    def as_option(self) -> Option:
        """The same inside."""
        area = tuple(self.area)
        return Option(self.kind, self.key or "", self.name, self.months, self.level, area)


class RequirementRead(BaseModel):
    """What is asked; one of the options is enough.

    A ``gate`` rules out whoever does not meet it. ``start`` and ``end`` are letters of the text
    of the offer; null of what somebody wrote.
    """

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    id: Annotated[Text, Field(max_length=16)] = ""
    text: Text = Field(min_length=1, max_length=1000)
    need: Need = "must"
    weight: int | None = Field(None, ge=0, le=MOST_WEIGHT, description="3 of a must, 1 of a nice")
    options: list[OptionRead] = Field(min_length=1, max_length=20)
    start: int | None = None
    end: int | None = None

    def as_requirement(self) -> Requirement:
        """The same inside; keys that are missing are made later."""
        weight = WEIGHTS[self.need] if self.weight is None else self.weight
        options = tuple(one.as_option() for one in self.options)
        place = self.start, self.end
        return Requirement(self.id, self.text, self.need, weight, options, *place)


class JobNote(BaseModel):
    """Something to know of how requirements were read."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    message: str


class JobRead(BaseModel):
    """A job and what it asks for. ``offer_id`` is null of a text that is no offer."""

    offer_id: str | None
    title: str
    company: str | None
    requirements: list[RequirementRead]
    notes: list[JobNote]
    is_edited: bool


class RequirementsWanted(BaseModel):
    """A text to read requirements from."""

    model_config = ConfigDict(extra="forbid")

    title: Text = Field("", max_length=500)
    text: Text = Field(max_length=LONGEST_JOB)


class RequirementsEdit(BaseModel):
    """What an offer asks for from now on."""

    model_config = ConfigDict(extra="forbid")

    requirements: list[RequirementRead] = Field(max_length=MOST)


class JobWanted(RequirementsWanted):
    """A job that is no offer of a board: its text, or the requirements themselves."""

    text: Text = Field("", max_length=LONGEST_JOB)
    requirements: list[RequirementRead] | None = Field(None, max_length=MOST)


class MatchWanted(BaseModel):
    """Which résumés to compare with which offers.

    Without résumés, documents and bases it is your own résumé. ``offers`` are ids, ``filters``
    takes the newest that fit, ``job`` is a text or requirements. What goes on is counted up to the
    month ``as_of``; this month without it.
    """

    model_config = ConfigDict(extra="forbid")

    resumes: list[Id] = Field([], max_length=1000)
    documents: list[Id] = Field([], max_length=200)
    kbs: list[Id] = Field([], max_length=50)
    offers: list[Id] = Field([], max_length=1000)
    filters: Narrowing | None = None
    job: JobWanted | None = None
    as_of: str | None = Field(None, pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")
    limit: int = Field(50, ge=1, le=500, description="matches in the answer, the best first")


class ProofRead(BaseModel):
    """The line of a CV that bears a verdict out, and where: letters of the page, boxes on it.

    Where no document shows it, ``pointer`` says in which field of the profile it stands.
    """

    model_config = ConfigDict(from_attributes=True)

    quote: str
    pointer: str | None
    page: int | None
    page_ordinal: int | None
    start: int | None
    end: int | None
    boxes: list[Box]


class JudgementRead(BaseModel):
    """A verdict; ``option`` is the number of the option it is on, ``certainty`` 0 to 1."""

    model_config = ConfigDict(from_attributes=True)

    requirement_id: str
    verdict: Verdict
    reason: str
    certainty: float
    option: int
    proofs: list[ProofRead]


class MatchRead(BaseModel):
    """How well a résumé fits a job, in percent of the weight of what is asked.

    ``at_most`` is the score if all were met that the CV does not tell of; ``confidence`` how sure
    the verdicts are. ``failed`` and ``open`` name the gates that are not met, or not told of.
    """

    rank: int
    resume_id: str
    document_id: str | None
    name: str
    job: int = Field(description="its number in jobs, from 0")
    offer_id: str | None
    score: Percent
    at_most: Percent
    confidence: Percent
    is_ruled_out: bool
    failed: list[str]
    open: list[str]
    judgements: list[JudgementRead]


class MatchList(BaseModel):
    """The matches, best first; ``total`` is how many there are."""

    as_of: str
    total: int
    jobs: list[JobRead]
    matches: list[MatchRead]


class ExplanationWanted(BaseModel):
    """One résumé and one job to explain the fit of; ``model`` writes it, or none: extractive."""

    model_config = ConfigDict(extra="forbid")

    resume: Id | None = Field(None, description="your own one without it")
    document: Id | None = None
    offer: Id | None = None
    job: JobWanted | None = None
    as_of: str | None = Field(None, pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")
    model: Text | None = Field(None, max_length=200)


class ExplanationStarted(BaseModel):
    """The run that explains."""

    run_id: str


class ExplanationResult(TypedDict):
    """What was said about a fit, who said it, and the fit itself as it was computed.

    ``left_out`` counts sentences that contradicted the verdicts.
    """

    text: str
    model: str
    left_out: int
    resume_id: str
    offer_id: str | None
    score: int | None
    at_most: int | None
    confidence: int | None
    verdicts: dict[str, Verdict]


class ExplanationFinal(TypedDict):
    """The end of an explanation."""

    result: ExplanationResult
