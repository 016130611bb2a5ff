"""Files made for the tests of parsers, good and hostile."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

Words = tuple[float, float, float, str]
"""Where words stand on a page, from the bottom left, their size, and the words."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(
    pages: Sequence[Sequence[Words]], page_entries: str = "", trailer_entries: str = ""
) -> bytes:
    """A small PDF of pages of A4, set in Helvetica."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, page in enumerate(pages):
        drawn = "".join(f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in page)
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            f"/Resources<</Font<</F 3 0 R>>>>{page_entries}>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}endstream",
        ]
    written = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj{content}endobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R{trailer_entries}>>\nstartxref\n{len(written)}\n%%EOF"
    return bytes(written) + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def encrypted_pdf() -> bytes:
    """A PDF whose password nobody knows, not even its maker."""
    unknown = "AB" * 32
    handler = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{unknown}>/U<{unknown}>>>"
    return pdf([[(50, 800, 12, "secret")]], trailer_entries=f"{handler}/ID[<AB><AB>]")


def docx(path: Path, body: str, **parts: str) -> Path:
    """A DOCX; ``parts`` are further parts of its ``word`` folder, headers and the like."""
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name.rstrip("0123456789")}"'
        f' Target="{name}.xml"/>'
        for name in parts
    )
    entries = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1"'
        f' Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}'
        "</Relationships>",
    }
    entries |= {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>'
        for name, content in parts.items()
    }
    return archive(path, entries)


def archive(path: Path, entries: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return path


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def bomb(path: Path, megabytes: int) -> Path:
    """A DOCX with an entry that unpacks to this much."""
    docx(path, paragraph("harmless"))
    entry = "word/media/image1.bmp"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open(entry, "w") as stream:
        for _ in range(megabytes):
            stream.write(bytes(1024 * 1024))
    return path


def with_declared_size_zero(path: Path) -> Path:
    """The same archive, whose headers say that every entry unpacks to nothing."""
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset : place + offset + 4] = bytes(4)
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    return path
