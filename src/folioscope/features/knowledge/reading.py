"""Reading the files of a base, a few ahead of whoever embeds them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace

from folioscope.backends.blobs.port import BlobMissing
from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.parsers.port import Parsed, Part, Reading, Unreadable
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge.blind import Blinding
from folioscope.features.knowledge.chunk_repository import Source
from folioscope.features.knowledge.document_languages import with_languages
from folioscope.features.knowledge.instructions import find_instructions
from folioscope.features.knowledge.keeping import masked, name_for_reading
from folioscope.features.knowledge.tools import Tools
from folioscope.features.sections.by_llm import parts_by_llm
from folioscope.features.sections.parts import parts_of

AHEAD = 3

log = logging.getLogger(__name__)


async def read_ahead(
    tools: Tools, sources: Iterable[Source], blinding: Blinding | None = None
) -> AsyncGenerator[tuple[Source, Reading | FolioscopeError], None]:
    """Each file with what is in it, or with what is wrong with it, in order.

    What is in it is masked where ``blinding`` says how.
    """
    reading: deque[tuple[Source, asyncio.Task[Reading | FolioscopeError]]] = deque()
    try:
        for source in sources:
            reading.append((source, asyncio.create_task(_read(tools, source, blinding))))
            if len(reading) >= AHEAD:
                first, task = reading.popleft()
                yield first, await task
        while reading:
            first, task = reading.popleft()
            yield first, await task
    finally:
        for _, task in reading:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _read(
    tools: Tools, source: Source, blinding: Blinding | None
) -> Reading | FolioscopeError:
    name = name_for_reading(source.source, blinding)
    try:
        with ExitStack() as stack:
            stored = tools.blobs.local_path(source.digest)
            path = await asyncio.to_thread(stack.enter_context, stored)
            reading = await tools.reader.read(path, name)
            looked = await asyncio.to_thread(looked_through, reading)
            kept = await asyncio.to_thread(masked, looked, blinding, source.source)
            documents = [await _outlined(tools.outliners, parsed) for parsed in kept.documents]
            return replace(kept, documents=tuple(documents))
    except BlobMissing as error:
        return BlobMissing(f"{name} cannot be read: {error.message} Add it again.")
    except Unreadable as error:
        return error


def looked_through(reading: Reading) -> Reading:
    """A file as it can be stored, with what is aimed at a model, parts and languages."""
    looked = []
    for parsed in map(_cleaned, reading.documents):
        findings = (*parsed.findings, *find_instructions(parsed))
        looked.append(_with_parts(replace(parsed, findings=findings), parts_of(parsed)))
    return replace(reading, documents=tuple(with_languages(looked)))


async def _outlined(outliners: LanguageModels | None, parsed: Parsed) -> Parsed:
    """The same, with the parts that a language model finds, where one is asked and can answer."""
    if outliners is None:
        return parsed
    try:
        parts = await parts_by_llm(await outliners.get(), parsed)
    except FolioscopeError as error:
        log.warning("sections of a CV by rules: %s", error.message)
        return parsed
    return parsed if parts is None else _with_parts(parsed, parts)


def _with_parts(parsed: Parsed, parts: tuple[Part, ...]) -> Parsed:
    is_resume = parts and parsed.kind == "document"
    return replace(parsed, parts=parts, kind="resume" if is_resume else parsed.kind)


def _cleaned(parsed: Parsed) -> Parsed:
    pages = tuple(replace(page, text=_storable(page.text)) for page in parsed.pages)
    title = None if parsed.title is None else _storable(parsed.title)
    return replace(parsed, pages=pages, key=_storable(parsed.key), title=title)


def _storable(text: str) -> str:
    """The text without what no database keeps; every character stays where it is."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
