"""PDFs that look as if something were hidden, while everything in them can be seen."""

from __future__ import annotations

from tests.backends.parsers.hidden_corpus import FORM, IMAGE, LAYER
from tests.backends.parsers.hidden_corpus_pages import (
    CONTROL,
    SHOWN_BY_THE_CASE,
    VISIBLE,
    Made,
    Rest,
    form,
    page,
    picture,
    recognised,
    said,
    scan,
)

SHOWN = f"BT {said(SHOWN_BY_THE_CASE)} ET"
BAR = "0.1 0.2 0.3 rg 0 500 595 200 re f"
HALF = "/ExtGState<</G<</ca .5/CA .5>>>>"
LINES = (600, 580, 560)
SCANNED = "q 595 0 0 842 0 0 cm /I Do Q"
SCAN: Rest = {"resources": IMAGE, "objects": (scan(LINES),)}
ANNOTATION = "/Type/Annot/Rect[50 500 90 520]"

SEEN = {
    "white on a dark bar": page(f"{BAR} 1 g {SHOWN}"),
    "white on a dark picture": page(
        f"q 595 0 0 200 0 500 cm /I Do Q 1 g {SHOWN}",
        resources=IMAGE,
        objects=(picture(b"\x30", 1, 1),),
    ),
    "white on a dark bar, turned": page(f"{BAR} 1 g {SHOWN}", page="/Rotate 270"),
    "white on a dark shape of curves": page(
        f"0.1 g -60 500 m -60 800 560 800 560 500 c f 1 g BT {said(SHOWN_BY_THE_CASE, size=11)} ET"
    ),
    "type of three and a half points": page(f"BT {said(SHOWN_BY_THE_CASE, size=3.5)} ET"),
    "the upper half of the letters": page(f"0 604 595 30 re W n {SHOWN}"),
    "a clip around the words": page(f"45 590 500 30 re W n {SHOWN}"),
    "half opacity": page(f"/G gs {SHOWN}", resources=HALF),
    "a form of half opacity": page(
        "/G gs /X Do",
        resources=FORM + HALF,
        objects=(form(SHOWN, "/Group<</S/Transparency>>"),),
    ),
    "a form": page("/X Do", resources=FORM, objects=(form(SHOWN),)),
    "a triangle around the words": page(f"0 500 m 500 500 l 0 900 l h W n {SHOWN}"),
    "a picture beneath": page(
        f"q 595 0 0 200 0 500 cm /I Do Q 0 g {SHOWN}",
        resources=IMAGE,
        objects=(picture(b"\xe0\xd0\xc0\xd0", 2, 2),),
    ),
    "a light grey watermark": page(f".85 g BT {said(SHOWN_BY_THE_CASE, size=20)} ET"),
    "light grey type": page(f".8 g {SHOWN}"),
    "yellow type": page(f"1 1 0 rg {SHOWN}"),
    "a highlighter over the words": page(
        SHOWN,
        "/G gs 1 1 0 rg 40 590 500 30 re f",
        resources="/ExtGState<</G<</BM/Multiply>>>>",
    ),
    "a line through the words": page(SHOWN, "0 G 1 w 40 604 m 500 604 l S"),
    "a frame around the words": page(SHOWN, "0 G 1 w 40 590 500 30 re S"),
    "a layer that is on": page(
        f"/OC /L BDC {SHOWN} EMC",
        resources="/Properties<</L 10 0 R>>",
        catalog="/OCProperties<</OCGs[10 0 R]/D<</ON[10 0 R]>>>>",
        objects=(LAYER,),
    ),
    "letters drawn as outlines only": page(f"1 Tr 1 g 0 G {SHOWN}"),
    "a scan with its text over it": Made(
        f"{SCANNED} BT {VISIBLE} ET 3 Tr {recognised(LINES)}", **SCAN
    ),
    "a scan with its text under it": Made(f"{recognised(LINES)} {SCANNED} BT {VISIBLE} ET", **SCAN),
    "words spelled out as they are": page(
        f"/Span <</ActualText ({SHOWN_BY_THE_CASE})>> BDC {SHOWN} EMC"
    ),
    "a broken word spelled out": page(
        f"/Span <</ActualText (everybody)>> BDC BT {said('every-', at=(50, 500))}"
        f" {said('body', at=(50, 480))} ET EMC",
        SHOWN,
    ),
    "a sign and its name": page(
        f"/Span <</ActualText (mail)>> BDC BT {said(chr(0xA7), at=(50, 500))} ET EMC", SHOWN
    ),
    "a title, names and a description that is seen": page(
        SHOWN,
        information=f"/Title(Curriculum Vitae of Ada Lovelace)/Author(Ada)/Subject({CONTROL})"
        "/Keywords(analysis, engines, poetry, mathematics, music)",
    ),
    "a link": page(SHOWN, page=f"/Annots[<<{ANNOTATION}/Subtype/Link/Contents(my page)>>]"),
    "a field to fill in": page(
        SHOWN, page=f"/Annots[<<{ANNOTATION}/Subtype/Widget/FT/Tx/T(a)/V(Ada)/F 4>>]"
    ),
    "a comment that repeats the words it marks": page(
        SHOWN, page=f"/Annots[<<{ANNOTATION}/Subtype/Highlight/Contents(read by everybody)>>]"
    ),
}
