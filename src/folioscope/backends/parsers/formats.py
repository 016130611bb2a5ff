"""Which format a file is in: by its name, and by what its first bytes say about that."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from folioscope.backends.parsers.port import Unreadable

FORMATS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".eml": "eml",
}
"""Extension to format; each format has a parser in ``child``."""

OLD_WORD = frozenset({".doc", ".dot", ".rtf", ".odt", ".pages"})
HEAD_BYTES = 1024
PDF_MARK = b"%PDF-"
ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OLE_ENTRY = "EncryptedPackage".encode("utf-16-le")

APPEARANCES = (
    (b"\x7fELF", "a program for Linux"),
    (b"MZ", "a program for Windows"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"\xca\xfe\xba\xbe", "a program for macOS or Java"),
    (b"#!", "a script"),
    (PDF_MARK, "a PDF"),
    (ZIP_MARK, "a ZIP archive (as DOCX, XLSX and ODT files are)"),
    (OLE_MARK, "an old Office document (as DOC and XLS files are)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML document"),
)
TEXTUAL = frozenset({b"#!", b"<!doctype html", b"<html", b"<?xml", b"MZ", b"II*\0", b"MM\0*"})


def format_of(name: str) -> str:
    """Answer the format that a file's name promises."""
    extension = PurePosixPath(name).suffix.lower()
    if extension in FORMATS:
        return FORMATS[extension]
    listed = ", ".join(sorted(FORMATS))
    if extension in OLD_WORD:
        message = f"is a kind of document that is not read ({extension}); save it as DOCX or PDF"
        raise Unreadable("unsupported_kind", message)
    kind = f"of an unsupported kind ({extension})" if extension else "without an extension"
    raise Unreadable("unsupported_kind", f"is {kind}; what is read: {listed}")


def check_content(path: Path, kind: str) -> None:
    """Refuse a file whose first bytes say that it is something else."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise Unreadable("empty_file", "is empty (0 bytes)")
    if kind == "pdf" and PDF_MARK not in head:
        raise Unreadable("not_this_format", f"is not a PDF: it looks like {appearance(head)}")
    if kind == "docx" and not head.startswith(ZIP_MARK):
        raise _not_docx(path, head)
    if kind not in ("pdf", "docx") and (seen := _binary_mark(head)):
        raise Unreadable("not_text", f"is not text: it looks like {APPEARANCE_OF[seen]}")


def appearance(head: bytes) -> str:
    """Say what a file looks like, for people."""
    lowered = head.lstrip()[:64].lower()
    for mark, words in APPEARANCES:
        if head.startswith(mark) or lowered.startswith(mark):
            return words
    return "binary data" if b"\0" in head else "text"


APPEARANCE_OF = dict(APPEARANCES)


def _binary_mark(head: bytes) -> bytes | None:
    marks = (mark for mark in APPEARANCE_OF if mark not in TEXTUAL)
    return next((mark for mark in marks if head.startswith(mark)), None)


def _not_docx(path: Path, head: bytes) -> Unreadable:
    if head.startswith(OLE_MARK):
        if ENCRYPTED_OLE_ENTRY in path.read_bytes():
            message = "is protected with a password; save a copy without it and add that"
            return Unreadable("encrypted", message)
        message = "is an old Word document (.doc) in spite of its name; save it as DOCX or PDF"
        return Unreadable("not_this_format", message)
    return Unreadable("not_this_format", f"is not a DOCX: it looks like {appearance(head)}")
