"""Whether a database is whole, and every file there that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from folioscope.backends.blobs.port import BlobMissing, Blobs
from folioscope.features.copies.backing_up import Tell, file_digest
from folioscope.features.copies.repository import named_files
from folioscope.platform.database.engine import Database
from folioscope.platform.database.portable_rows import faults_of


async def check(database: Database, blobs: Blobs, tell: Tell) -> list[str]:
    """What is wrong, in words for people; nothing if all is well."""
    async with database.snapshot() as connection:
        faults = await connection.run_sync(faults_of)
        named = sorted(await connection.run_sync(named_files))
    return faults + await asyncio.to_thread(partial(_look_at_files, blobs, named, tell))


def _look_at_files(blobs: Blobs, digests: Sequence[str], tell: Tell) -> list[str]:
    faults = []
    for done, digest in enumerate(digests, start=1):
        tell("Files", done, len(digests))
        try:
            with blobs.local_path(digest) as path:
                is_whole = file_digest(path) == digest
        except BlobMissing:
            faults.append(f"The file {digest} is missing.")
        else:
            if not is_whole:
                faults.append(f"The file {digest} is not what it was.")
    return faults
