/** `text[start:end]` in code points, as the server counts them. */
export type Span = { start: number; end: number }

/** A stretch of a text that is marked as a whole or not at all. */
export type Piece = { text: string; isMarked: boolean }

const SURROGATES = /[\uD800-\uDFFF]/

/** Cuts a text by code points; JavaScript counts letters beyond the first plane twice. */
export function slicer(text: string): (start: number, end?: number) => string {
  if (!SURROGATES.test(text)) return (start, end) => text.slice(start, end)
  const offsets = [0]
  for (const letter of text) offsets.push((offsets.at(-1) ?? 0) + letter.length)
  const at = (place: number) => offsets[Math.min(place, offsets.length - 1)]
  return (start, end = offsets.length) => text.slice(at(start), at(end))
}

/** The spans in order and apart, without empty ones and what lies before the text. */
export function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = []
  const ordered = spans.filter((span) => span.end > Math.max(0, span.start))
  for (const { start, end } of ordered.sort((one, other) => one.start - other.start)) {
    const last = apart.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else apart.push({ start: Math.max(0, start), end })
  }
  return apart
}

export function overlaps(one: Span, others: readonly Span[]): boolean {
  return others.some((other) => one.start < other.end && other.start < one.end)
}

/** The whole text as stretches that are marked and stretches that are not. */
export function pieces(text: string, marks: readonly Span[]): Piece[] {
  const cut = slicer(text)
  const found: Piece[] = []
  let from = 0
  for (const { start, end } of merged(marks)) {
    found.push(
      { text: cut(from, start), isMarked: false },
      { text: cut(start, end), isMarked: true },
    )
    from = end
  }
  found.push({ text: cut(from), isMarked: false })
  return found.filter((piece) => piece.text)
}

/** The same, broken into the lines of the text. */
export function numberedLines(text: string, marks: readonly Span[]): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const { text: stretch, isMarked } of pieces(text, marks)) {
    const [first = '', ...others] = stretch.split('\n')
    if (first) lines.at(-1)?.push({ text: first, isMarked })
    for (const line of others) lines.push(line ? [{ text: line, isMarked }] : [])
  }
  return lines
}
