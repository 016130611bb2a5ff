"""PDF files whose pages are pictures, as a scanner makes them."""

from __future__ import annotations

import io
from collections.abc import Collection

import pypdfium2


def scanned(pdf: bytes, text_pages: Collection[int] = (), dots_per_inch: int = 200) -> bytes:
    """The same pages as pictures, but for those with these numbers, which stay as they are."""
    source = pypdfium2.PdfDocument(pdf)
    made = pypdfium2.PdfDocument.new()
    for index, page in enumerate(source):
        if index + 1 in text_pages:
            made.import_pages(source, [index])
            continue
        width, height = page.get_size()
        picture = pypdfium2.PdfImage.new(made)
        picture.set_bitmap(page.render(scale=dots_per_inch / 72))
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        drawn = made.new_page(width, height)
        drawn.insert_obj(picture)
        drawn.gen_content()
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()
