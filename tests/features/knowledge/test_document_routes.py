"""Single documents over HTTP: what was read of them, their files, pictures of their pages."""

from __future__ import annotations

import asyncio
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from folioscope.features.accounts.repository import Users
from folioscope.features.knowledge.tables import Chunk, Document, FoundText, PageText
from folioscope.platform.principal import LOCAL, Principal
from tests.backends.parsers import made_files
from tests.opened_program import Program, same_for_all

CV = made_files.pdf(
    [
        [(50, 800, 12, "Ada Lovelace"), (50, 700, 12, "Analyst in London")],
        [(50, 800, 12, "Speaks French")],
    ]
)
GUARDS = {
    "cache-control": "private, no-cache",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


async def only_document(program: Program, kb: str = "people") -> str:
    (document,) = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    return str(document["document_id"])


@pytest.fixture
async def cv(program: Program) -> str:
    """The id of a CV of two pages."""
    await program.post("/api/kbs", 201, {"name": "people"})
    await program.add("people", {"cvs/ada.pdf": CV})
    return await only_document(program)


async def store_findings(program: Program, document_id: str) -> None:
    """What a reader would have found in the CV, and sections it would have seen."""
    async with program.database.write() as session:
        for ordinal, (kind, page) in enumerate([("low_contrast", 1), ("instruction", 2)]):
            session.add(
                FoundText(
                    document_id=document_id, edition=1, ordinal=ordinal, kind=kind, page=page,
                    box=[1.0, 2.0, 3.0, 4.0], text=f"text {ordinal}",
                )
            )  # fmt: skip


async def test_a_document_is_shown_with_its_file_and_what_was_read(
    program: Program, cv: str
) -> None:
    shown = await program.get(f"/api/documents/{cv}")
    base = await program.get("/api/kbs/people")
    assert (shown["document_id"], shown["path"], shown["file"]) == (
        cv,
        "cvs/ada.pdf",
        "cvs/ada.pdf",
    )
    assert (shown["kb"], shown["kb_id"]) == ("people", base["kb_id"])
    assert (shown["state"], shown["reason"], shown["pages"]) == ("ready", None, 2)
    assert (shown["bytes"], shown["chunks"]) == (len(CV), base["chunks"])
    assert {shown["digest"]} == await program.blobs()
    assert (shown["findings"], shown["finding_count"]) == ([], 0)


async def test_findings_are_shown_with_what_they_mean(program: Program, cv: str) -> None:
    await store_findings(program, cv)
    hidden, seen = (await program.get(f"/api/documents/{cv}"))["findings"]
    assert (hidden["kind"], hidden["page"], hidden["text"]) == ("low_contrast", 1, "text 0")
    assert (hidden["hidden"], hidden["box"]) == (True, [1.0, 2.0, 3.0, 4.0])
    assert "kept out of search and answers" in hidden["explanation"]
    assert (seen["kind"], seen["hidden"]) == ("instruction", False)
    assert "so it stays" in seen["explanation"]
    (listed,) = (await program.get("/api/kbs/people/documents"))["documents"]
    assert listed["findings"] == 2
    assert listed["found"] == {"instruction": 1, "low_contrast": 1}


async def test_sections_are_shown_once_where_they_begin(program: Program, cv: str) -> None:
    entry = {"organization": "Analytical Engines", "position": "", "dates": ""}
    ids: list[str] = []
    async with program.database.write() as session:
        document = await session.get_one(Document, cv)
        for ordinal, (section, of, page) in enumerate(
            [
                (None, None, 1),
                ("experience", entry, 1),
                ("experience", entry, 2),
                ("skills", None, 2),
            ],
            start=10,
        ):
            chunk = Chunk(
                base_id=document.base_id, document_id=cv, edition=1, revision=1,
                ordinal=ordinal, page_ordinal=0, page=page, start=0, end=1, text="A",
                section=section, entry=of, vector=b"\0\0\0\0",
            )  # fmt: skip
            session.add(chunk)
            await session.flush()
            ids.append(str(chunk.id))
    shown = await program.get(f"/api/documents/{cv}")
    assert shown["sections"] == [
        {"section": "experience", "entry": entry, "page": 1, "chunk_id": ids[1]},
        {"section": "skills", "entry": None, "page": 2, "chunk_id": ids[3]},
    ]


async def test_one_document_of_a_base_is_listed_by_its_path(program: Program, cv: str) -> None:
    for reference in (cv, "cvs/ada.pdf"):
        listed = await program.get("/api/kbs/people/documents", document=reference)
        assert [one["document_id"] for one in listed["documents"]] == [cv]
        assert listed["next"] is None
    problem = await program.get("/api/kbs/people/documents", 404, document="nobody.pdf")
    assert problem["code"] == "document_not_found"


async def test_the_text_of_a_page_is_that_which_is_searched(program: Program, cv: str) -> None:
    first = await program.get(f"/api/documents/{cv}/text")
    assert first["text"].split() == "Ada Lovelace Analyst in London".split()
    assert (first["page"], first["pages"]) == (1, 2)
    second = await program.get(f"/api/documents/{cv}/text", page=2)
    assert (second["page"], second["text"]) == (2, "Speaks French")
    problem = await program.get(f"/api/documents/{cv}/text", 404, page=3)
    assert problem["code"] == "page_text_not_found"


async def test_the_text_of_a_format_without_pages_is_its_first(program: Program) -> None:
    await program.fill("people", {"ada.txt": "Ada runs Kubernetes."})
    document = await only_document(program)
    shown = await program.get(f"/api/documents/{document}/text")
    assert (shown["page"], shown["text"]) == (None, "Ada runs Kubernetes.")
    assert (shown["place"], shown["lines"], shown["width"]) == (1, [], None)


async def test_a_part_without_a_number_is_asked_for_by_its_place(program: Program) -> None:
    await program.fill("people", {"ada.txt": "Ada runs Kubernetes."})
    document = await only_document(program)
    async with program.database.write() as session:
        session.add(
            PageText(
                document_id=document, edition=1, ordinal=1, anchor="/work/1", text="B", lines=[]
            )
        )
    shown = await program.get(f"/api/documents/{document}/text", page=2)
    assert (shown["page"], shown["place"], shown["anchor"]) == (None, 2, "/work/1")


async def test_lines_of_a_page_come_with_the_place_where_they_are_drawn(
    program: Program, cv: str
) -> None:
    page = await program.get(f"/api/documents/{cv}/text")
    name, work = page["lines"]
    assert page["text"][name["start"] : name["end"]] == "Ada Lovelace"
    assert page["text"][work["start"] : work["end"]] == "Analyst in London"
    left, top, right, bottom = name["box"]
    assert 45 < left < right < page["width"]
    # The letters stand on a line 800 points above the foot of the page.
    assert top < page["height"] - 800 < bottom < work["box"][1]


async def test_the_passage_that_is_asked_for_tells_its_page_and_is_marked(
    program: Program, cv: str
) -> None:
    (hit, *_) = (await program.post("/api/search", 200, {"query": "French"}))["hits"]
    asked = f"/api/documents/{cv}/text"
    shown = await program.get(asked, chunk=hit["chunk_id"])
    (mark,) = shown["marked"]
    assert (shown["page"], hit["page"]) == (2, 2)
    assert shown["text"][mark["start"] : mark["end"]] == hit["text"]
    other = await program.get(asked, chunk=hit["chunk_id"], page=1)
    assert (other["page"], other["marked"]) == (1, [])


@pytest.mark.parametrize("chunk", ["999999", "no id", "٣"])
async def test_a_passage_that_is_gone_marks_nothing(program: Program, cv: str, chunk: str) -> None:
    shown = await program.get(f"/api/documents/{cv}/text", chunk=chunk)
    assert (shown["page"], shown["marked"]) == (1, [])


@pytest.mark.parametrize("name", ["ada.txt", "ada.docx"])
async def test_a_passage_of_a_format_without_pages_is_marked(
    program: Program, name: str, tmp_path: Path
) -> None:
    told = "Ada 🚀 runs Kubernetes."
    body = f"<w:p><w:r><w:t>{told}</w:t></w:r></w:p>"
    made = made_files.docx(tmp_path / name, body).read_bytes()
    content = made if name.endswith(".docx") else told.encode()
    await program.post("/api/kbs", 201, {"name": "people"})
    await program.add("people", {name: content})
    (hit,) = (await program.post("/api/search", 200, {"query": "Kubernetes"}))["hits"]
    asked = f"/api/documents/{hit['document_id']}/text"
    shown = await program.get(asked, chunk=hit["chunk_id"])
    (mark,) = shown["marked"]
    assert shown["text"][mark["start"] : mark["end"]] == hit["text"] == told


# The file


async def test_a_file_comes_back_as_it_was_and_is_only_saved(program: Program, cv: str) -> None:
    response = await program.client.get(f"/api/documents/{cv}/file")
    assert (response.status_code, response.content) == (200, CV)
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith('attachment; filename="ada.pdf"')
    assert GUARDS.items() <= dict(response.headers).items()


async def test_a_file_that_could_run_in_a_browser_is_just_bytes(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    await program.upload("people", {"page.svg": b"<svg onload='alert(1)'/>"})
    await program.add("people", {"a.txt": b"text"})
    types = {}
    for one in (await program.get("/api/kbs/people/documents"))["documents"]:
        response = await program.client.get(f"/api/documents/{one['document_id']}/file")
        types[one["path"]] = response.headers["content-type"].partition(";")[0]
    assert types == {"a.txt": "text/plain"} | dict.fromkeys(
        types.keys() - {"a.txt"}, "application/octet-stream"
    )
    described = (await program.get("/openapi.json"))["paths"]
    answers = described["/api/documents/{document_id}/file"]["get"]["responses"]["200"]
    assert set(types.values()) <= answers["content"].keys()


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-4", 206, 0, 5),
        ("bytes=5-", 206, 5, len(CV)),
        ("bytes=-10", 206, len(CV) - 10, len(CV)),
        ("bytes=0-1,3-4", 200, 0, len(CV)),
        ("bytes=" + "0-,1-," * 50, 200, 0, len(CV)),
        ("lines=1-2", 200, 0, len(CV)),
        ("bytes=x-y", 200, 0, len(CV)),
        ("bytes=" + "9" * 5000 + "-", 200, 0, len(CV)),
    ],
)
async def test_one_range_of_a_file_can_be_had_and_no_more(
    program: Program, cv: str, asked: str, status: int, first: int, last: int
) -> None:
    response = await program.client.get(f"/api/documents/{cv}/file", headers={"Range": asked})
    assert (response.status_code, response.content) == (status, CV[first:last])
    is_part = response.headers.get("content-range") == f"bytes {first}-{last - 1}/{len(CV)}"
    assert is_part == (status == 206)


async def test_a_range_beyond_the_end_cannot_be_had(program: Program, cv: str) -> None:
    asked = {"Range": f"bytes={len(CV)}-"}
    response = await program.client.get(f"/api/documents/{cv}/file", headers=asked)
    assert (response.status_code, response.headers["content-range"]) == (416, f"bytes */{len(CV)}")


@pytest.mark.parametrize("part", ["file", "pages/1.png"])
async def test_what_is_known_is_not_sent_again(program: Program, cv: str, part: str) -> None:
    path = f"/api/documents/{cv}/{part}"
    mark = (await program.client.get(path)).headers["etag"]
    for known in (mark, f'"other", W/{mark}', "*"):
        again = await program.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    other = await program.client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("part", ["file", "pages/1.png"])
async def test_the_head_of_what_can_be_had_is_that_of_all_of_it(
    program: Program, cv: str, part: str
) -> None:
    whole = await program.client.get(f"/api/documents/{cv}/{part}")
    head = await program.client.head(f"/api/documents/{cv}/{part}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", *GUARDS):
        assert head.headers[name] == whole.headers[name]


async def test_a_file_that_is_gone_from_its_place_is_told(program: Program, cv: str) -> None:
    async with program.database.write() as session:
        if not program.database.is_sqlite:
            await session.execute(text("DELETE FROM blobs"))
    for path in (program.data_dir / "files").glob("[0-9a-f][0-9a-f]/*"):
        path.unlink()
    for part in ("file", "pages/1.png"):
        problem = await program.get(f"/api/documents/{cv}/{part}", 502)
        assert problem["code"] == "file_missing"


# Pictures


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of one of our pictures, read by hand."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack("!2I", png[16:24])
    place = png.index(b"IDAT")
    length = struct.unpack("!I", png[place - 4 : place])[0]
    rows = zlib.decompress(png[place + 4 : place + 4 + length])
    size = 1 + 3 * width
    return width, height, [rows[row * size + 1 : (row + 1) * size] for row in range(height)]


def is_marked(rows: list[bytes], x: int, y: int) -> bool:
    """Whether a place is yellow."""
    red, _, blue = rows[y][3 * x : 3 * x + 3]
    return red - blue > 60


async def picture(program: Program, document: str, page: int, **query: Any) -> list[bytes]:
    response = await program.client.get(f"/api/documents/{document}/pages/{page}.png", params=query)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert GUARDS.items() <= dict(response.headers).items()
    return pixels(response.content)[2]


async def test_the_lines_of_a_passage_are_marked_on_its_page(program: Program, cv: str) -> None:
    (hit,) = [hit for hit in await program.search("people", "French") if hit["page"] == 2]
    plain = await picture(program, cv, 2, scale=1)
    marked = await picture(program, cv, 2, scale=1, chunk=hit["chunk_id"])
    assert (len(plain), len(plain[0])) == (842, 3 * 595)
    line = 842 - 804  # pixels from the top, where the words stand
    assert is_marked(marked, 52, line)
    assert not is_marked(plain, 52, line)
    assert not is_marked(marked, 52, line + 40)
    assert min(min(row) for row in marked[line - 8 : line + 8]) < 100  # the words are still dark


async def test_pictures_are_as_large_as_asked_for(program: Program, cv: str) -> None:
    assert len(await picture(program, cv, 1, scale=2)) == 2 * 842
    for scale in (0, 0.1, 5, "nan", "inf", "large"):
        await program.get(f"/api/documents/{cv}/pages/1.png", 422, scale=scale)


async def test_pictures_of_other_marks_and_sizes_are_told_apart(program: Program, cv: str) -> None:
    hits = await program.search("people", "Ada")
    (chunk,) = [hit["chunk_id"] for hit in hits if hit["page"] == 1]
    asked: list[dict[str, Any]] = [{}, {"scale": 1}, {"chunk": chunk}]
    path = f"/api/documents/{cv}/pages/1.png"
    marks = {(await program.client.get(path, params=query)).headers["etag"] for query in asked}
    assert len(marks) == 3


async def test_a_page_or_passage_that_is_not_there_has_no_picture(
    program: Program, cv: str
) -> None:
    beyond = await program.get(f"/api/documents/{cv}/pages/3.png", 404)
    assert beyond["code"] == "page_not_found"
    assert beyond["detail"] == "ada.pdf has 2 pages; there is no page 3."
    for page in ("0", "-1", "1000001", "x"):
        await program.get(f"/api/documents/{cv}/pages/{page}.png", 422)
    hits = await program.search("people", "French")
    (on_two,) = [hit["chunk_id"] for hit in hits if hit["page"] == 2]
    for chunk in (on_two, "0", "-1", "1e3", "nope", "9" * 5000, "²"):
        problem = await program.get(f"/api/documents/{cv}/pages/1.png", 404, chunk=chunk)
        assert problem["code"] == "passage_not_found"


async def test_a_passage_of_another_document_marks_nothing(program: Program, cv: str) -> None:
    await program.post("/api/kbs", 201, {"name": "others"})
    await program.add("others", {"bob.pdf": made_files.pdf([[(50, 800, 12, "Bob bakes")]])})
    (hit,) = await program.search("others", "Bob")
    await picture(program, hit["document_id"], 1, chunk=hit["chunk_id"])
    problem = await program.get(f"/api/documents/{cv}/pages/1.png", 404, chunk=hit["chunk_id"])
    assert problem["code"] == "passage_not_found"


async def test_a_format_without_pages_has_no_pictures(program: Program) -> None:
    await program.fill("people", {"ada.txt": "Ada runs Kubernetes."})
    problem = await program.get(f"/api/documents/{await only_document(program)}/pages/1.png", 409)
    assert problem["code"] == "no_pictures"
    assert problem["detail"].startswith("ada.txt has no pages to show")


async def test_a_file_that_could_not_be_read_can_be_had_and_says_why_it_is_not_drawn(
    program: Program,
) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    secret = made_files.encrypted_pdf()
    await program.add("people", {"secret.pdf": secret})
    document = await only_document(program)
    assert (await program.get(f"/api/documents/{document}"))["state"] == "failed"
    assert (await program.client.get(f"/api/documents/{document}/file")).content == secret
    problem = await program.get(f"/api/documents/{document}/pages/1.png", 422)
    assert problem["code"] == "encrypted"


async def test_pictures_asked_for_at_once_all_come(program: Program, cv: str) -> None:
    drawn = await asyncio.gather(*(picture(program, cv, 1 + n % 2, scale=1) for n in range(8)))
    assert len({tuple(rows) for rows in drawn}) == 2


# Whose it is


PARTS = ["", "/text", "/text?chunk=1", "/file", "/pages/1.png", "/pages/1.png?chunk=1"]


async def test_a_document_that_is_anothers_looks_like_one_that_is_not_there(
    program: Program, cv: str
) -> None:
    before = [await problem_of(program, f"nobody{part}") for part in PARTS]
    async with program.database.write() as session:
        friend = await Users(session, LOCAL).add("friend")
        stranger = await Users(session, Principal("user", friend.id)).add("stranger")
        (await session.get_one(Document, cv)).owner_id = stranger.id
    for part, missing in zip(PARTS, before, strict=True):
        foreign = await problem_of(program, cv + part)
        assert foreign == {**missing, "detail": missing["detail"].replace("nobody", cv)}


async def problem_of(program: Program, path: str) -> dict[str, Any]:
    return same_for_all(await program.get(f"/api/documents/{path}", 404))
