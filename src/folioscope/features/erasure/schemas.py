"""Erasures on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from folioscope.platform.api.texts import Text

WHOLE_FILE = "with all other documents that came of the same file"


class DocumentToErase(BaseModel):
    """A document with its copies in every base: by its id, or by its path in ``kb``."""

    model_config = ConfigDict(extra="forbid")

    document: Text = Field(min_length=1, max_length=1500)
    kb: Text | None = Field(None, min_length=1, max_length=200)
    whole_file: bool = Field(default=False, description=WHOLE_FILE)


class PersonToErase(BaseModel):
    """A person by name, mail address or both; ``kbs`` narrow down where their documents are."""

    model_config = ConfigDict(extra="forbid")

    name: Text | None = Field(None, min_length=1, max_length=200)
    email: Text | None = Field(None, min_length=3, max_length=320)
    kbs: list[Text] | None = Field(None, min_length=1, max_length=100)
    whole_file: bool = Field(default=False, description=WHOLE_FILE)


class ErasureWanted(BaseModel):
    """What is to be erased: one of a document, a person, a user."""

    model_config = ConfigDict(extra="forbid")

    document: DocumentToErase | None = None
    person: PersonToErase | None = None
    user_id: int | None = Field(None, ge=0, lt=2**31)
    rewrite: bool = Field(
        default=False,
        description="write the tables of PostgreSQL anew, which keeps everybody waiting; the file "
        "of SQLite always is",
    )

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if sum(one is not None for one in (self.document, self.person, self.user_id)) != 1:
            msg = "name one of document, person, user_id"
            raise ValueError(msg)
        return self


class OwnErasure(BaseModel):
    """One's own account, to be erased; whoever has a password says it once more."""

    model_config = ConfigDict(extra="forbid")

    password: Text | None = Field(None, max_length=1000)


class DocumentNamed(BaseModel):
    """A document, where people find it."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)

    document_id: str = Field(validation_alias="id")
    kb: str = Field(validation_alias="base")
    path: str
    email: str | None = Field(description="whose it is, by the address of the account")


class ErasurePreview(BaseModel):
    """What would be erased, and the documents of others that mention it and would stay."""

    documents: list[DocumentNamed]
    mentioned_in: list[DocumentNamed]
    not_searched: list[str] = Field(description="blind bases, where nobody is found by name")
    resumes: int = Field(description="those without a document")
    users: list[int]


class ErasureRead(BaseModel):
    """The receipt of an erasure: figures, and ids that mean nothing any more.

    ``state`` is “cleaning” until all of it is done. Nothing is found of what is erased before
    that: what goes on is conversations, files, indexes, the log of the database.
    """

    erasure_id: str
    kind: Literal["document", "person", "user", "retention"]
    at: datetime
    state: Literal["cleaning", "complete"]
    erased: dict[str, int] = Field(description="what was deleted, by what it is")
    cleaned: dict[str, int] = Field(description="what told of it and was emptied")
    left: dict[str, int] = Field(description="what a last look found; files_of_others: same bytes")
    mentioned_in: list[str] = Field(description="documents of others that mention the person")
    not_searched: list[str] = Field(description="blind bases, where nobody is found by name")
    database: Literal["rewritten", "vacuumed"] | None
    completed_at: datetime | None


class ErasureList(BaseModel):
    """Erasures, the latest first."""

    erasures: list[ErasureRead]
