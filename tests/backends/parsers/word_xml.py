"""Pieces of WordprocessingML, for documents that hide text and documents that do not."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.backends.parsers import made_files

DRAWING = 'xmlns:wp="d" xmlns:a="a" xmlns:wps="s"'
WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
BANNER = '<a:solidFill><a:srgbClr val="203040"/></a:solidFill>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def line(text: str, look: str = "", properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, look)}</w:p>"


def styled(style: str, text: str) -> str:
    return line(text, properties=f'<w:pStyle w:val="{style}"/>')


def style(name: str, look: str, based_on: str = "", more: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{more}><w:name w:val="{name}"/>{based}'
        f"<w:rPr>{look}</w:rPr></w:style>"
    )


def defaults(look: str) -> str:
    return f"<w:docDefaults><w:rPrDefault><w:rPr>{look}</w:rPr></w:rPrDefault></w:docDefaults>"


def table(content: str, *, whole: str = "", row: str = "", cell: str = "") -> str:
    """A table of one cell."""
    return (
        f"<w:tbl><w:tblPr>{whole}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"
    )


def box(
    content: str, *, width: int = 100, height: int = 100, inside: str = "", shape: str = ""
) -> str:
    """A text box that floats over the page."""
    return (
        f"<w:p><w:r><w:drawing {DRAWING}><wp:anchor>{inside}"
        f'<wp:extent cx="{width * 12700}" cy="{height * 12700}"/><a:graphic><wps:wsp>{shape}'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphic>"
        "</wp:anchor></w:drawing></w:r></w:p>"
    )


def filled(fill: str) -> str:
    return f"<wps:spPr>{fill}</wps:spPr>"


def offset(axis: str, points: int, origin: str = "page") -> str:
    place = f"<wp:posOffset>{points * 12700}</wp:posOffset>"
    return f'<wp:position{axis} relativeFrom="{origin}">{place}</wp:position{axis}>'


def old_box(content: str, css: str, more: str = "") -> str:
    """A text box as Word drew them before 2010."""
    return (
        f'<w:p><w:r><w:pict><v:shape xmlns:v="v" style="{css}"{more}><v:textbox><w:txbxContent>'
        f"{content}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def coded(code: str, shown: str = "") -> str:
    """A paragraph with a field."""
    return f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r>{run(shown)}</w:p>"


def changed(file: Path, name: str, content: str, relation: str = "") -> Path:
    """The same document with another part, to which the whole may refer."""
    with zipfile.ZipFile(file) as made:
        entries = {entry: made.read(entry).decode() for entry in made.namelist()}
    entries[name] = content
    entries["_rels/.rels"] = entries["_rels/.rels"].replace(
        "</Relationships>", f"{relation}</Relationships>"
    )
    return made_files.archive(file, entries)
