"""What an erasure is about: which documents go, and by what their traces are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from folioscope.errors import Conflict, Invalid
from folioscope.features.accounts.repository import Users
from folioscope.features.erasure.marks import LEAST_LETTERS, Marks, phrase, spellings
from folioscope.features.erasure.subject_repository import Doomed, Subjects
from folioscope.features.knowledge.repository import (
    BaseNotFound,
    Bases,
    DocumentNotFound,
    Documents,
)
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID, Principal

MOST_NAMED = 3  # of the documents beside one, in a message


class PersonUnclear(Invalid):
    """A name or an address that could be anybody's."""

    code = "person_unclear"


class DocumentUnclear(Conflict):
    """A path that several accounts have in a base of that name."""

    code = "document_unclear"


class FileShared(Conflict):
    """A file that holds more than the document that is to be erased."""

    code = "file_shared"


class LocalUserKept(Conflict):
    """The person at the machine, who is not erased: all that there is belongs to them."""

    code = "local_user_kept"


@dataclass(frozen=True, slots=True)
class Subject:
    """What goes: documents, résumés without one, users. ``mentions`` are documents that stay.

    ``unsearched`` are blind bases, by id and name, in which nobody can be found by name.
    """

    documents: Sequence[Doomed]
    names: frozenset[str] = frozenset()
    resumes: Sequence[str] = ()
    users: Sequence[int] = ()
    mentions: Sequence[str] = ()
    unsearched: Sequence[tuple[str, str]] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the documents."""
        return frozenset(one.id for one in self.documents)

    @property
    def bases(self) -> list[str]:
        """The ids of the bases they are in, in the order in which everybody locks them."""
        return sorted({one.base_id for one in self.documents})

    @property
    def labels(self) -> frozenset[str]:
        """What their files were called."""
        return frozenset(label for one in self.documents for label in (one.source, one.path))

    def marks(self, made: Iterable[str] = ()) -> Marks:
        """By what their traces are known; ``made`` are ids of what features made of them."""
        return Marks(self.ids | frozenset(made), self.names)


async def a_document(
    session: Session, principal: Principal, kb: str | None, reference: str, *, whole_file: bool
) -> Subject:
    """A document by its id, or by its path in a base, with its copies in every base.

    Raises ``DocumentNotFound``, ``DocumentUnclear``, and ``FileShared`` where the file holds others
    too and is not to go as a whole.
    """
    named = [reference] if kb is None else await _in_base(session, principal, kb, reference)
    subjects = Subjects(session, principal)
    asked = await subjects.documents(named)
    if not asked:
        raise DocumentNotFound(f"There is no document “{reference}”.")
    alike = await subjects.of_files({one.digest for one in asked})
    return Subject(_whole(asked, alike, whole_file=whole_file))


async def _in_base(session: Session, principal: Principal, kb: str, reference: str) -> list[str]:
    """The id of the one document of that path in a base of that name."""
    documents = Documents(session, principal)
    bases = await _bases(session, principal, [kb])
    if len(bases) == 1:
        return [(await documents.get(bases[0], reference)).id]
    found = []
    for base in bases:
        with suppress(DocumentNotFound):
            found.append((await documents.get(base, reference)).id)
    if len(found) > 1:
        msg = f"Several accounts have “{reference}” in a base “{kb}”: name it by its id, or --as."
        raise DocumentUnclear(msg)
    return found


async def _bases(
    session: Session, principal: Principal, references: Sequence[str]
) -> Sequence[KnowledgeBase]:
    """The bases of these names that are the caller's own; of all accounts for who sees all."""
    if not principal.over_all:
        return await Bases(session, principal).choose(references, "own")
    found: dict[str, KnowledgeBase] = {}
    for reference in references:
        named = await Subjects(session, principal).bases_called(reference)
        if not named:
            raise BaseNotFound(f"Nobody has a knowledge base “{reference}”.")
        found |= {base.id: base for base in named}
    return list(found.values())


def _whole(asked: Sequence[Doomed], alike: Sequence[Doomed], *, whole_file: bool) -> list[Doomed]:
    """The documents with their copies; all of what their files hold if these go as a whole."""
    wanted = {(one.digest, one.key) for one in asked}
    others = [one for one in alike if (one.digest, one.key) not in wanted]
    if others and not whole_file:
        shown = ", ".join(f"“{one.path}”" for one in others[:MOST_NAMED])
        more = ", …" if len(others) > MOST_NAMED else ""
        msg = (
            f"The file “{others[0].file}” holds {len(others)} other documents too ({shown}{more})"
            ", and its bytes would stay. Erase the whole file, or replace it by one without this "
            "document first."
        )
        raise FileShared(msg)
    return list(alike)


@dataclass(frozen=True, slots=True)
class PersonWanted:
    """A person by name, by mail address, or by both; only in some bases if any are named."""

    name: str | None
    email: str | None
    kbs: Sequence[str] | None = None
    whole_file: bool = False


async def a_person(session: Session, principal: Principal, wanted: PersonWanted) -> Subject:
    """All that is of a person: their documents with copies, and résumés written by hand.

    Documents of others that mention the person stay and are told. ``PersonUnclear`` where the
    name could be anybody's.
    """
    names = _names(wanted)
    subjects = Subjects(session, principal)
    bases = await _bases(session, principal, wanted.kbs) if wanted.kbs else ()
    base_ids = [base.id for base in bases] or None
    own = {
        document_id for document_id, name in await subjects.named(base_ids) if phrase(name) in names
    }
    address = phrase(wanted.email or "")
    mentioned: set[str] = set()
    for form in sorted(names):
        longest = max(form.split(), key=len)
        for document_id, text in await subjects.holding(longest, base_ids):
            if Marks(phrases=frozenset({form})).are_in(text):
                (own if form == address else mentioned).add(document_id)
    asked = await subjects.documents(own)
    alike = await subjects.of_files({one.digest for one in asked})
    documents = _whole(asked, alike, whole_file=wanted.whole_file) if asked else []
    written = await subjects.written_by_hand()
    return Subject(
        documents,
        names,
        [resume_id for resume_id, given, told in written if _is_of(given, told, names)],
        mentions=sorted(mentioned - {one.id for one in documents}),
        unsearched=await subjects.blind_bases(base_ids),
    )


def _is_of(name: str, written: Mapping[str, Any], names: frozenset[str]) -> bool:
    """Whether a JSON Resume that somebody wrote is the person's."""
    basics = written.get("basics")
    own = [basics.get("name"), basics.get("email")] if isinstance(basics, dict) else []
    return any(phrase(each) in names for each in (name, *own) if isinstance(each, str))


def _names(wanted: PersonWanted) -> frozenset[str]:
    """The phrases that a person is known by."""
    name, address = wanted.name or "", phrase(wanted.email or "")
    if name and " " not in phrase(name):
        msg = f"“{name}” could be many people: give first and last name, or a mail address."
        raise PersonUnclear(msg)
    if wanted.email and ("@" not in wanted.email or len(address) < LEAST_LETTERS):
        raise PersonUnclear(f"“{wanted.email}” is no mail address.")
    names = spellings(name) | ({address} if address else frozenset())
    if not names:
        raise PersonUnclear("Name the person: first and last name, a mail address, or both.")
    return names


async def a_user(session: Session, principal: Principal, user_id: int) -> Subject:
    """A user with all that is theirs; ``UserNotFound``, ``LocalUserKept``."""
    await Users(session, principal).get(user_id)
    if user_id == LOCAL_USER_ID:
        msg = "The person at the machine is not erased. To be rid of all, delete the data folder."
        raise LocalUserKept(msg)
    subjects = Subjects(session, principal)
    users = await subjects.subordinates(user_id)
    written = await subjects.written_by(users)
    return Subject(await subjects.of_users(users), resumes=written, users=users)
