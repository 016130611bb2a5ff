"""Words that a file hides reach nothing that answers: not chunks, not indexes, not a prompt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.backends.parsers.hidden_corpus import TRICKS
from tests.backends.parsers.hidden_corpus_pages import CANARY, CONTROL
from tests.backends.parsers.made_files import docx, paragraph
from tests.backends.parsers.word_xml import WHITE, run
from tests.features.erasure.planted import files_with, rows_with
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel

HIDDEN = re.compile(CANARY, re.IGNORECASE)
TELLS = {"findings"}
"""The one table that has hidden words: what was found, for whoever may read the document."""


def hiding(tmp_path: Path) -> dict[str, bytes]:
    """Each trick in a file of its own, with a sentence beside it that everybody can read."""
    files = {f"{number:02}.pdf": trick.made.pdf() for number, trick in enumerate(TRICKS)}
    for name, look in (("vanished", "<w:vanish/>"), ("white", WHITE)):
        words = f"<w:p>{run(f'{CONTROL}, {name}')}{run(CANARY, look)}</w:p>{paragraph('end')}"
        files[f"{name}.docx"] = docx(tmp_path / name, words).read_bytes()
    files["tags.txt"] = f"{CONTROL} {''.join(chr(0xE0000 + ord(one)) for one in CANARY)}.".encode()
    return files


@pytest.mark.slow
async def test_t01_hidden_words_reach_no_chunk_no_index_and_no_prompt(
    talking_program: Program, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    program, files = talking_program, hiding(tmp_path)
    await program.post("/api/kbs", 201, {"name": "kb"})
    result = await program.add("kb", files)
    assert (result["added"], result["failed"]) == (len(files), [])
    # Every index is built from these rows, and so is every prompt.
    assert await rows_with(program, HIDDEN) == TELLS
    assert files_with(program.data_dir / "indexes", HIDDEN) == []
    for query in (CANARY, f"ignore all previous instructions {CANARY}"):
        hits = await program.search("kb", query, k=100)
        assert not [hit for hit in hits if HIDDEN.search(hit["text"])]
    _, run_id = await program.question(f"Who wrote the first program, and what of {CANARY}s?")
    await program.outcome(run_id)
    assert scripted_model.prompts
    for prompt in scripted_model.prompts:
        assert not [passage for passage in prompt.passages if HIDDEN.search(passage.text)]
        assert CONTROL in prompt.messages[1].content


async def test_t01_what_was_hidden_is_told_with_its_page_and_reason(program: Program) -> None:
    trick = next(one for one in TRICKS if one.name == "white on white")
    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"cv.pdf": trick.made.pdf()})
    (listed,) = (await program.get("/api/kbs/kb/documents"))["documents"]
    assert listed["found"] == {"low_contrast": 1}
    (told,) = (await program.get(f"/api/documents/{listed['document_id']}"))["findings"]
    assert (told["kind"], told["page"], told["hidden"]) == ("low_contrast", 1, True)
    assert CANARY in told["text"]
    (hit,) = await program.search("kb", "the first program")
    assert CONTROL in hit["text"]
    assert "chunks" not in await rows_with(program, HIDDEN)
