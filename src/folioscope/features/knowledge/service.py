"""What a request asks of knowledge bases, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.errors import Conflict, Invalid
from folioscope.features.knowledge import ingest, rebuild
from folioscope.features.knowledge.chunk_repository import Edition, Source, new_document
from folioscope.features.knowledge.labels import base_name
from folioscope.features.knowledge.repository import Bases, Documents, Files
from folioscope.features.knowledge.tables import Document, KnowledgeBase
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


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file whose bytes are stored, and the name it came with."""

    path: str
    digest: str
    size: int


@dataclass(frozen=True)
class BaseDefaults:
    """How a base is made: its embedding model, the size and overlap of its chunks in characters."""

    model: str
    chunk_size: int
    chunk_overlap: int


async def create_base(
    session: Session, principal: Principal, name: str, made: BaseDefaults
) -> KnowledgeBase:
    """Make an empty base."""
    size, overlap = made.chunk_size, made.chunk_overlap
    if overlap * 2 > size:
        msg = f"Chunks of {size} characters cannot share {overlap}; at most half of them."
        raise OverlapTooLarge(msg)
    base = KnowledgeBase(
        owner_id=principal.user_id,
        name=base_name(name),
        model=made.model,
        chunk_size=size,
        chunk_overlap=overlap,
    )
    return await Bases(session, principal).add(base)


async def add_files(
    caller: Caller, base: KnowledgeBase, files: Sequence[Incoming]
) -> tuple[Run | None, int]:
    """Take in what is new: the run that does it, and how many files were there already.

    The same content is kept once. A file of a known name with other content takes its place, as
    soon as it can be found.
    """
    await Bases(caller.session, caller.principal).lock(base.id)
    run = Run(
        owner_id=base.owner_id,
        kind=ingest.KIND,
        subject=base.id,
        input={"base_id": base.id},
        max_attempts=INGEST_ATTEMPTS,
    )
    await runs.start(caller, run)
    unchanged = 0
    for file in files:
        unchanged += not await _take(caller, base, file, run)
    if unchanged == len(files):
        await caller.session.delete(run)
        return None, unchanged
    return run, unchanged


async def _take(caller: Caller, base: KnowledgeBase, file: Incoming, run: Run) -> bool:
    """Whether the file is new to the base."""
    documents = Documents(caller.session, caller.principal)
    # All empty files are alike, and each is to be named as what it is.
    same = await documents.of_digest(base.id, file.digest) if file.size else ()
    if any(document.state != "failed" for document in same):
        await documents.remove_other_versions(base.id, file.path, file.digest)
        return False
    await documents.remove_unready(base.id, file.path)
    for document in same:
        await documents.remove(base.id, document.id)
    await documents.add(await _new_document(caller, base, file, run, base.edition))
    return True


async def _new_document(
    caller: Caller, base: KnowledgeBase, file: Incoming, run: Run, edition: int
) -> Document:
    stored = await Files(caller.session, caller.principal).keep(
        file.digest, file.size, base.owner_id
    )
    filled = Edition(base.id, base.owner_id, run.id, edition)
    return new_document(filled, Source(file.path, stored.id, file.digest))


async def start_rebuild(
    caller: Caller, base: KnowledgeBase, model: str | None, files: Sequence[Incoming] | None
) -> Run:
    """Build a base anew, from ``files`` instead of its own when some are given."""
    await Bases(caller.session, caller.principal).lock(base.id)
    if await Runs(caller.session, caller.principal).count_active(rebuild.KIND, base.id):
        msg = f"“{base.name}” is being rebuilt already."
        raise RebuildActive(msg)
    run = Run(
        owner_id=base.owner_id,
        kind=rebuild.KIND,
        subject=base.id,
        input={
            "base_id": base.id,
            "model": model or base.model,
            "replaces": files is not None,
        },
        max_attempts=INGEST_ATTEMPTS,
    )
    await runs.start(caller, run)
    for file in files or ():
        await _bring(caller, base, file, run)
    return run


async def _bring(caller: Caller, base: KnowledgeBase, file: Incoming, run: Run) -> None:
    """Have a file among those that the new edition is built from."""
    documents = Documents(caller.session, caller.principal)
    same = await documents.of_digest(base.id, file.digest)
    for document in same:
        document.run_id = run.id
    if not same:
        await documents.add(await _new_document(caller, base, file, run, base.edition + 1))


async def remove_document(
    session: Session, principal: Principal, base: KnowledgeBase, reference: str
) -> Sequence[str]:
    """Delete a document, or all of a path; the digests whose bytes nobody needs any more."""
    documents = Documents(session, principal)
    document = await documents.get(base, reference)
    if reference == document.id:
        await documents.remove(base.id, document.id)
    else:
        await documents.remove_path(base.id, document.path)
    return await Files(session, principal).remove_unused()


async def delete_base(
    session: Session, principal: Principal, reference: str
) -> tuple[KnowledgeBase, Sequence[str]]:
    """Delete a base with all that is in it; also the digests nobody needs any more."""
    bases = Bases(session, principal)
    base = await bases.get(reference)
    await bases.remove(base)
    return base, await Files(session, principal).remove_unused()
