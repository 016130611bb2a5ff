"""PDFs in which words are hidden, one trick each or two together, and what must be told of them.

Every page has a visible sentence beside what is hidden; it must be read whatever is done to the
rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folioscope.backends.parsers.port import FindingKind
from tests.backends.parsers.hidden_corpus_pages import (
    HIDDEN,
    Made,
    Rest,
    form,
    noise,
    page,
    picture,
    said,
    stream,
)


@dataclass(frozen=True, slots=True)
class Trick:
    """A PDF, and the kinds of which one must be told of its hidden words."""

    name: str
    made: Made
    kinds: frozenset[FindingKind]


WORDS = f"BT {said(HIDDEN)} ET"
PAPER = "1 g 40 590 500 30 re f"
CLEAR = "/ExtGState<</G<</ca 0/CA 0>>>>"
IMAGE = "/XObject<</I 10 0 R>>"
FORM = "/XObject<</X 10 0 R>>"
LAYER = b"<</Type/OCG/Name(notes)>>"
OFF = "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>"
LAYERED: Rest = {"resources": "/Properties<</L 10 0 R>>", "catalog": OFF, "objects": (LAYER,)}
UTF16 = "FEFF" + HIDDEN.encode("utf-16-be").hex()
XMP = f"""<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>
<dc:description><rdf:Alt><rdf:li>{HIDDEN}</rdf:li></rdf:Alt></dc:description></rdf:Description>
</rdf:RDF></x:xmpmeta>"""


def _letters(words: str) -> str:
    placed = (said(one, at=(50 + 7 * place, 600)) for place, one in enumerate(words))
    return f"BT {' '.join(placed)} ET"


def _crowd() -> str:
    """Set a page of single letters, as many makers do: too many to look at each."""
    letters = (
        said("abcdefghij"[place % 10], at=(50 + 7 * (place % 70), 740 - 10 * (place // 70)), size=9)
        for place in range(3000)
    )
    return f"BT {' '.join(letters)} ET"


def _annotated(entries: str, contents: str = f"/Contents({HIDDEN})", **rest: bytes) -> Made:
    annotation = f"/Annots[<</Type/Annot{entries}{contents}>>]"
    return page(page=annotation, objects=tuple(rest.values()))


COLOURS = {
    "white on white": page(f"1 g {WORDS}"),
    "nearly white on white": page(f"0.98 0.97 0.98 rg {WORDS}"),
    "dark on a dark bar": page(
        f"0.1 0.1 0.3 rg 0 500 595 200 re f 0.11 0.1 0.29 rg {WORDS}",
    ),
    "white on white across other letters": page(f"1 g BT {said(HIDDEN, at=(50, 776))} ET"),
    "black on a black picture": page(
        f"q 595 0 0 200 0 500 cm /I Do Q 0 g {WORDS}",
        resources=IMAGE,
        objects=(picture(b"\x02", 1, 1),),
    ),
    "white in a form in a form": page(
        "1 0 0 1 5 5 cm /X Do",
        resources=FORM,
        objects=(
            form("/Y Do").replace(b">>>>", b">>/XObject<</Y 11 0 R>>>>", 1),
            form(f"1 g {WORDS}"),
        ),
    ),
    "white, letter by letter": page(f"1 g {_letters(HIDDEN)}"),
    "white, among thousands of letters": page(_crowd(), f"1 g {_letters(HIDDEN)}"),
    "white beside a dark shape of curves": page(
        f"0.1 g -60 500 m -60 800 560 800 560 500 c f 1 g BT {said(HIDDEN, at=(50, 740))} ET"
    ),
    "white, turned": page(
        f"1 g BT /F 12 Tf 0 1 -1 0 300 200 Tm ({HIDDEN}) Tj ET", page="/Rotate 90"
    ),
}
SIZES = {
    "one point type": page(f"BT {said(HIDDEN, size=1)} ET"),
    "type made small by the matrix": page(
        f".1 0 0 .1 50 600 cm BT {said(HIDDEN, at=(0, 0))} ET",
    ),
}
MODES = {
    "render mode 3": page(f"3 Tr {WORDS}"),
    "render mode 7": page(f"7 Tr {WORDS}"),
    "render mode 3 over the visible sentence": page(f"3 Tr BT {said(HIDDEN, at=(50, 780))} ET"),
    "render mode 3 over a photograph": page(
        f"q 595 0 0 300 0 450 cm /I Do Q 3 Tr {WORDS}", resources=IMAGE, objects=(noise(),)
    ),
}
PLACES = {
    "beside the page": page(f"BT {said(HIDDEN, at=(700, 600))} ET"),
    "below the page": page(f"BT {said(HIDDEN, at=(50, -300))} ET"),
    "outside the crop box": page(
        f"BT {said(HIDDEN, at=(50, 200))} ET",
        page="/MediaBox[0 0 595 842]/CropBox[0 400 595 842]",
    ),
}
CLIPS = {
    "clipped away": page(f"0 0 10 10 re W n {WORDS}"),
    "clipped by two boxes that do not meet": page(
        f"0 0 595 300 re W n 0 590 595 30 re W n {WORDS}",
    ),
    "clipped by a triangle": page(
        f"0 650 m 595 650 l 595 630 l h W n 0 570 m 10 570 l 10 650 l h W n {WORDS}"
    ),
    "clipped by a triangle beside": page(
        f"0 570 m 595 650 l 0 650 l h W n BT {said(HIDDEN, at=(200, 580))} ET"
    ),
    "clipped by curves": page(
        f"-60 500 m -60 800 560 800 560 500 c h W n BT {said(HIDDEN, at=(50, 740))} ET"
    ),
    "clipped by letters": page(f"BT 7 Tr {said('I', at=(20, 700))} ET 0 Tr {WORDS}"),
}
COVERS = {
    "covered in a form": page("/X Do", resources=FORM, objects=(form(f"{WORDS} {PAPER}"),)),
    "covered by a white shape": page(WORDS, PAPER),
    "covered by a grey shape of curves": page(WORDS, ".8 g -60 560 m -60 700 560 700 560 560 c f"),
    "covered by a thick line": page(WORDS, "1 G 40 w 40 604 m 550 604 l S"),
    "covered by a picture": page(
        WORDS,
        "500 0 0 40 40 590 cm /I Do",
        resources=IMAGE,
        objects=(picture(b"\xc0", 1, 1),),
    ),
    "covered by an annotation": page(
        WORDS,
        page="/Annots[<</Type/Annot/Subtype/Square/Rect[40 590 540 620]/AP<</N 10 0 R>>>>]",
        objects=(form(PAPER).replace(b"[0 0 595 842]", b"[40 590 540 620]"),),
    ),
}
LAYERS = {
    "a layer that is off": page(f"/OC /L BDC {WORDS} EMC", **LAYERED),
    "a form in a layer that is off": page(
        "/X Do",
        resources="/XObject<</X 11 0 R>>",
        catalog=OFF,
        objects=(LAYER, form(WORDS, "/OC 10 0 R")),
    ),
}
OPACITIES = {
    "zero opacity": page(f"/G gs {WORDS}", resources=CLEAR),
    "an opacity of one in fifty": page(f"/G gs {WORDS}", resources=CLEAR.replace("ca 0", "ca .02")),
    "a form of zero opacity": page(
        "/G gs /X Do", resources=FORM + CLEAR, objects=(form(WORDS, "/Group<</S/Transparency>>"),)
    ),
}
SAID = {
    "another text for machines": page(
        f"/Span <</ActualText ({HIDDEN})>> BDC BT {said('Analyst')} ET EMC",
    ),
    "another text in other letters": page(
        f"/Span <</ActualText <{UTF16}>>> BDC BT {said('Analyst')} ET EMC",
    ),
    "more text for machines": page(
        f"/Span <</ActualText (Analyst {HIDDEN})>> BDC BT {said('Analyst')} ET EMC",
    ),
}
DESCRIPTIONS = {
    "the subject": page(information=f"/Subject({HIDDEN})"),
    "the keywords": page(information=f"/Keywords({HIDDEN})"),
    "a field of its own": page(information=f"/Remark <{UTF16}>"),
    "the description in XMP": page(
        catalog="/Metadata 10 0 R",
        objects=(stream("/Type/Metadata/Subtype/XML", XMP.encode()),),
    ),
}
ANNOTATIONS = {
    "a comment": _annotated("/Subtype/Text/Rect[50 600 70 620]"),
    "a hidden note": _annotated("/Subtype/FreeText/Rect[50 600 90 620]/F 2"),
    "a hidden field": _annotated(
        f"/Subtype/Widget/FT/Tx/T(a)/V({HIDDEN})/Rect[0 0 0 0]/F 2", contents=""
    ),
}
SINGLE: Mapping[FindingKind, Mapping[str, Made]] = {
    "low_contrast": COLOURS,
    "tiny_text": SIZES,
    "invisible_text": MODES,
    "off_page": PLACES,
    "clipped_text": CLIPS,
    "covered_text": COVERS,
    "hidden_layer": LAYERS,
    "transparent_text": OPACITIES,
    "actual_text": SAID,
    "metadata": DESCRIPTIONS,
    "annotation": ANNOTATIONS,
}
TOGETHER = (
    Trick(
        "tiny and white",
        page(f"1 g BT {said(HIDDEN, size=2)} ET"),
        frozenset({"tiny_text", "low_contrast"}),
    ),
    Trick(
        "white and covered",
        page(f"1 g {WORDS}", PAPER),
        frozenset({"low_contrast", "covered_text"}),
    ),
    Trick(
        "tiny and beside the page",
        page(f"BT {said(HIDDEN, at=(700, 600), size=2)} ET"),
        frozenset({"off_page", "tiny_text"}),
    ),
    Trick(
        "invisible, white and in a layer that is off",
        page(f"/OC /L BDC 3 Tr 1 g {WORDS} EMC", **LAYERED),
        frozenset({"invisible_text", "hidden_layer", "low_contrast"}),
    ),
    Trick(
        "clipped away in a clear form",
        page(
            "/G gs /X Do",
            resources=FORM + CLEAR,
            objects=(form(f"0 0 9 9 re W n {WORDS}", "/Group<</S/Transparency>>"),),
        ),
        frozenset({"clipped_text", "transparent_text"}),
    ),
)
TRICKS = (
    *(
        Trick(name, made, frozenset({kind}))
        for kind, group in SINGLE.items()
        for name, made in group.items()
    ),
    *TOGETHER,
)
