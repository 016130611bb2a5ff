"""Labels that are set flush right against what they label, with no more than a space between.

“Tools HubSpot, Excel” under “Critical care Ventilation, Delirium”: the labels begin at different
places and end at one, which tells them from what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from folioscope.features.knowledge.fact_lines import Told

FEWEST = 2
RAGGED = 8.0  # points by which lines begin apart at the least
OFF = 9.0  # points by which the end of a label may be misjudged from its letters
MOST_WORDS = 4


def label_lengths(lines: Sequence[Told]) -> Mapping[int, int]:
    """How many letters of lines are their label, by the place of each line; none where not sure."""
    ends = {at: found for at, line in enumerate(lines) if (found := _ends(line))}
    lefts = [line.row.left or 0.0 for at, line in enumerate(lines) if at in ends]
    if len(ends) < FEWEST or max(lefts) - min(lefts) < RAGGED:
        return {}
    _, edge = min(
        (sum(min(abs(x - edge) for x, _ in of) for of in ends.values()), edge)
        for of in ends.values()
        for edge, _ in of
    )
    nearest = {at: min(of, key=lambda end: abs(end[0] - edge)) for at, of in ends.items()}
    if any(abs(x - edge) > OFF for x, _ in nearest.values()) or max(lefts) >= edge:
        return {}
    return {at: length for at, (_, length) in nearest.items()}


def _ends(line: Told) -> list[tuple[float, int]]:
    """Where a label may end in a line that lists things, as points and as letters."""
    text, box = line.row.text, line.row.line.box
    label, comma, _ = text.partition(",")
    if box is None or not comma or "\t" in text or ":" in label or line.row.is_item:
        return []
    letter = (box[2] - box[0]) / len(text)
    places = [at for at, sign in enumerate(label) if sign == " " and label[:at].strip()]
    return [(box[0] + letter * at, at) for at in places[:MOST_WORDS]]
