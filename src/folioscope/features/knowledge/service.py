"""What a request asks of knowledge bases, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from folioscope.errors import Conflict, Invalid
from folioscope.features.audit.repository import AuditLog
from folioscope.features.knowledge import ingest, rebuild
from folioscope.features.knowledge.additions import Additions, Incoming, Taken
from folioscope.features.knowledge.blind import Blinding, stored
from folioscope.features.knowledge.chunk_repository import Edition, Intake, Source, new_document
from folioscope.features.knowledge.document_languages import chosen_language
from folioscope.features.knowledge.document_repository import SingleDocuments
from folioscope.features.knowledge.labels import base_name
from folioscope.features.knowledge.purposes import Purpose
from folioscope.features.knowledge.repository import Bases, Documents, Files, batches
from folioscope.features.knowledge.room_repository import require_room_for_base
from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.platform.database.base import new_id
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

INGEST_ATTEMPTS = 5


class OverlapTooLarge(Invalid):
    """Chunks that would share more than half of themselves."""

    code = "overlap_too_large"


class RebuildActive(Conflict):
    """The base is being rebuilt already."""

    code = "rebuild_active"


class DocumentNotFailed(Conflict):
    """A document that is to be read once more, and has not failed."""

    code = "document_not_failed"


class Added(NamedTuple):
    """What became of files: the run that takes in those that are new, if any is, and each file."""

    run: Run | None
    files: Sequence[Taken]

    @property
    def unchanged(self) -> int:
        """How many files were there already."""
        return sum(not one.is_new for one in self.files)


@dataclass(frozen=True)
class BaseDefaults:
    """How a base is made: its embedding model, the size and overlap of its chunks in characters.

    ``language`` is that of all documents, None where it is found out for each; ``purpose`` is
    another one where a feature makes the base for itself; ``blinding`` is how a blind base masks.
    """

    model: str
    chunk_size: int
    chunk_overlap: int
    language: str | None = None
    purpose: Purpose = "documents"
    blinding: Blinding | None = None


async def create_base(
    session: Session, principal: Principal, name: str, made: BaseDefaults
) -> KnowledgeBase:
    """Make an empty base; ``OverlapTooLarge``, ``TooManyBases``, ``BaseExists``."""
    size, overlap = made.chunk_size, made.chunk_overlap
    if overlap * 2 > size:
        msg = f"Chunks of {size} characters cannot share {overlap}; at most half of them."
        raise OverlapTooLarge(msg)
    await require_room_for_base(session, principal.user_id)
    base = KnowledgeBase(
        owner_id=principal.user_id,
        name=base_name(name),
        model=made.model,
        chunk_size=size,
        chunk_overlap=overlap,
        language=made.language,
        purpose=made.purpose,
        blind=stored(made.blinding),
    )
    return await Bases(session, principal).add(base)


async def add_files(caller: Caller, base: KnowledgeBase, files: Sequence[Incoming]) -> Added:
    """Take in what is new, by one run.

    The same content is kept once. A file of a known name with other content takes its place, as
    soon as it can be found.
    """
    await Bases(caller.session, caller.principal).lock(base.id)
    run = await _start_ingest(caller, base)
    kept = await _keep(caller, base, files)
    taken: list[Taken] = []
    for batch in batches(files):
        taken += await _take(
            caller,
            Edition(base.id, base.owner_id, run.id, base.edition, base.blind is not None),
            batch,
            kept,
        )
    if not any(one.is_new for one in taken):
        await caller.session.delete(run)
        return Added(None, taken)
    return Added(run, taken)


async def read_again(caller: Caller, document_id: str) -> Run:
    """Read the stored file of a failed document anew, with all of its documents that failed.

    Raises ``DocumentNotFailed``, and ``RebuildActive`` where a rebuild reads it anyway.
    """
    placed = await SingleDocuments(caller.session, caller.principal).get(document_id)
    document, base = placed.document, placed.base
    await Bases(caller.session, caller.principal).lock(base.id)
    await _require_no_rebuild(caller, base)
    run = await _start_ingest(caller, base)
    documents = Documents(caller.session, caller.principal)
    ids = await documents.read_again(document, run.id)
    if document_id not in ids:
        msg = f"“{document.path}” has not failed, so there is nothing to read once more."
        raise DocumentNotFailed(msg)
    intake = Intake(caller.session, base.id, base.edition)
    for batch in batches(ids):
        await intake.drop_parts(batch)
    return run


async def _start_ingest(caller: Caller, base: KnowledgeBase) -> Run:
    run = Run(
        owner_id=base.owner_id,
        kind=ingest.KIND,
        subject=base.id,
        input={"base_id": base.id},
        max_attempts=INGEST_ATTEMPTS,
    )
    return await runs.start(caller, run)


async def _require_no_rebuild(caller: Caller, base: KnowledgeBase) -> None:
    if await Runs(caller.session, caller.principal).count_active(rebuild.KIND, base.id):
        msg = f"“{base.name}” is being rebuilt already."
        raise RebuildActive(msg)


async def _keep(
    caller: Caller, base: KnowledgeBase, files: Sequence[Incoming]
) -> Mapping[str, str]:
    """The ids of the rows of files, by digest."""
    sizes = {file.digest: file.size for file in files}
    return await Files(caller.session, caller.principal).keep_all(sizes, base.owner_id)


async def _take(
    caller: Caller, filled: Edition, files: Sequence[Incoming], kept: Mapping[str, str]
) -> Sequence[Taken]:
    """Take in those of the files that are new to the base."""
    documents = Documents(caller.session, caller.principal)
    sources, digests = {file.path for file in files}, {file.digest for file in files}
    additions = Additions(await documents.known(filled.base_id, sources, digests))
    for file in files:
        additions.take(file)
    await documents.remove_all(filled.base_id, additions.gone)
    await documents.add_all([_new_document(filled, one, kept) for one in additions.fresh])
    return additions.taken


def _new_document(filled: Edition, taken: Taken, kept: Mapping[str, str]) -> Document:
    file = taken.file
    source = Source(file.path, kept[file.digest], file.digest)
    return new_document(filled, source, document_id=taken.document_id)


async def start_rebuild(
    caller: Caller,
    base: KnowledgeBase,
    model: str | None,
    files: Sequence[Incoming] | None,
    language: str | None = None,
) -> Run:
    """Build a base anew, from ``files`` instead of its own when some are given.

    What is not named stays as it is; ``auto`` takes back a language.
    """
    said = {} if language is None else {"language": chosen_language(language)}
    await Bases(caller.session, caller.principal).lock(base.id)
    await _require_no_rebuild(caller, base)
    run = Run(
        owner_id=base.owner_id,
        kind=rebuild.KIND,
        subject=base.id,
        input={
            "base_id": base.id,
            "model": model or base.model,
            "replaces": files is not None,
            **said,
        },
        max_attempts=INGEST_ATTEMPTS,
    )
    await runs.start(caller, run)
    kept = await _keep(caller, base, files or ())
    for batch in batches(files or ()):
        following = Edition(base.id, base.owner_id, run.id, base.edition + 1)
        await _bring(caller, following, batch, kept)
    return run


async def _bring(
    caller: Caller, filled: Edition, files: Sequence[Incoming], kept: Mapping[str, str]
) -> None:
    """Have files among those that the new edition is built from."""
    documents = Documents(caller.session, caller.principal)
    digests = {file.digest for file in files}
    known = {one.digest for one in await documents.known(filled.base_id, (), digests)}
    await documents.assign(filled.base_id, known, filled.run_id)
    new = {file.digest: file for file in reversed(files) if file.digest not in known}
    fresh = [Taken(file, new_id(), is_new=True) for file in reversed(new.values())]
    await documents.add_all([_new_document(filled, one, kept) for one in fresh])


async def remove_document(
    session: Session, principal: Principal, base: KnowledgeBase, reference: str
) -> Sequence[str]:
    """Delete a document, or all of a path; the digests whose bytes nobody needs any more.

    That somebody deletes what is another's is written down.
    """
    documents = Documents(session, principal)
    document = await documents.get(base, reference)
    if reference == document.id:
        await documents.remove(base.id, document.id)
    else:
        await documents.remove_path(base.id, document.path)
    if principal.user_id != base.owner_id:
        about, detail = ("document", document.id), {"kb": base.id}
        await AuditLog(session, principal).note("delete", about, base.owner_id, detail)
    return await Files(session, principal).remove_unused()


async def delete_base(
    session: Session, principal: Principal, reference: str
) -> tuple[KnowledgeBase, Sequence[str]]:
    """Delete a base with all that is in it; also the digests nobody needs any more."""
    bases = Bases(session, principal)
    base = await bases.get(reference, "own")
    await bases.remove(base)
    return base, await Files(session, principal).remove_unused()
