"""Names of files that would be markup, other directions, other headers: they are told as text."""

from __future__ import annotations

import json
import logging
from urllib.parse import unquote

import pytest

from folioscope.platform.api.downloads import file_name
from folioscope.telemetry.logs import JsonLines
from tests.opened_program import Program

FACT = "Ada Byron has run Kubernetes in production at Globex."
HOSTILE = {
    "markup": '"><img src=x onerror=alert(1)>.txt',
    "script": "<script>alert(1)</script>.txt",
    "other direction": "cv\u202etxt.exe.txt",
    "line break": "a\r\nSet-Cookie: x=1\r\n\r\n.txt",
    "written line break": "a%0d%0aSet-Cookie: x=1.txt",
    "long": "x" * 300 + ".txt",
    "quotes": 'a";filename=evil.html;x=".txt',
    "terminal": "a\x1b[2J\x07.txt",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
async def test_t04_a_name_is_text_in_list_citation_download_and_log(
    program: Program, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "folioscope")
    await program.post("/api/kbs", 201, {"name": "x"})
    result = await program.add("x", {name: FACT.encode()})
    assert (result["added"], result["failed"]) == (1, [])
    listed = await program.client.get("/api/kbs/x/documents")
    assert listed.headers["content-type"] == "application/json"
    (document,) = listed.json()["documents"]
    assert_quiet(document["path"])
    thread_id, run_id = await program.question("Who has run Kubernetes?", kbs=["x"])
    (cited, *_) = (await program.outcome(run_id))["citations"]
    assert cited["document_id"] == document["document_id"]
    assert_quiet(cited["document"])
    file = await program.client.get(f"/api/documents/{document['document_id']}/file")
    assert (file.status_code, file.text) == (200, FACT)
    assert_saved_as(file.headers["content-disposition"], document["path"])
    assert "set-cookie" not in file.headers
    exported = await program.client.get(f"/api/threads/{thread_id}/export")
    assert exported.headers["content-disposition"].isprintable()
    assert "<img" not in exported.text.replace("\\<img", "")
    assert_one_line_each(caplog)


def assert_quiet(text: str) -> None:
    """Nothing in it breaks a line or turns its direction, wherever it is shown."""
    assert text.isprintable(), ascii(text)


def assert_saved_as(header: str, path: str) -> None:
    """A browser saves it under a name that every system can keep, and does not show it."""
    kind, plain, extended = header.split("; ")
    assert (kind, header.isascii(), header.isprintable()) == ("attachment", True, True)
    assert plain.startswith('filename="')
    assert plain.count('"') == 2
    assert unquote(extended.removeprefix("filename*=UTF-8''")) == file_name(path)


def assert_one_line_each(caplog: pytest.LogCaptureFixture) -> None:
    """What is logged of it is a line each, of JSON."""
    lines = JsonLines()
    for record in caplog.records:
        line = lines.format(record)
        assert json.loads(line)
        assert not set(line) & {"\n", "\r", "\x1b"}
