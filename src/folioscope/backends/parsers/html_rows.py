"""Lines of a page put together: blocks below each other, the cells of a row beside each other."""

from __future__ import annotations

from dataclasses import replace

from folioscope.backends.parsers.text_lines import Span, joined, lines_of

CELL_SEPARATOR = " | "


class Rows:
    """Gathers lines; inside of a table, those of each cell and row apart."""

    def __init__(self) -> None:
        self._lines: list[list[Span]] = [[]]
        self._rows: list[list[list[Span]]] = []
        self._spans: list[Span] = []
        self._is_apart = False

    def say(self, span: Span) -> None:
        """Go on with the line."""
        self._spans.append(span)

    def break_line(self, *, is_apart: bool = False) -> None:
        """End the line; a blank one follows if what comes is set apart."""
        spans, self._spans = self._spans, []
        target = self._lines[-1]
        for line in lines_of(spans):
            text = " ".join(line.text.split(" ")).strip()
            if not text:
                continue
            if self._is_apart and target:
                target.append(Span(""))
            self._is_apart = False
            target.append(replace(line, text=text))
        self._is_apart |= is_apart

    def open_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell."""
        self._lines.append([])

    def close_cell(self) -> None:
        """End a cell; one outside of every row stands for itself."""
        cell = self._lines.pop()
        if self._rows:
            self._rows[-1].append(cell)
        else:
            self._lines[-1] += cell

    def close_row(self) -> None:
        """End a row: short cells make one line, long ones are texts of their own."""
        cells = [[line for line in cell if line.text] for cell in self._rows.pop()]
        if all(len(cell) <= 1 for cell in cells):
            line = joined([cell[0] for cell in cells if cell], CELL_SEPARATOR)
            self._lines[-1] += [line] if line.text else []
        else:
            self._lines[-1] += [line for cell in cells for line in cell]

    def finished(self) -> list[Span]:
        """Answer all lines."""
        self.break_line()
        return self._lines[0]
