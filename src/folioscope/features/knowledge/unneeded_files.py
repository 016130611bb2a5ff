"""The bytes of a file do not outlive the last document, of anybody, that came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from folioscope.backends.blobs.port import Blobs
from folioscope.features.knowledge.repository import Files, unnamed_digests
from folioscope.platform.database.engine import Database, Session, after_commit
from folioscope.platform.principal import Principal


def forget_files(session: Session, blobs: Blobs, digests: Sequence[str]) -> None:
    """Delete bytes once the transaction is committed that took away their last row."""
    for digest in digests:
        after_commit(session, partial(blobs.remove, digest))


async def forget_unneeded(session: Session, principal: Principal, blobs: Blobs) -> None:
    """Forget the files of the principal that no document needs, rows and bytes."""
    forget_files(session, blobs, await Files(session, principal).remove_unused())


async def forget_unnamed(database: Database, blobs: Blobs, digests: Collection[str]) -> None:
    """Delete those of the bytes that no row names: what named them was not committed."""
    if digests:
        async with database.write() as session:
            forget_files(session, blobs, await unnamed_digests(session, digests))
