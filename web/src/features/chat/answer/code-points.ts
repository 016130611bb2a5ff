export type Flaw = 'unsupported' | 'doubtful'
/** Letters of a text, in UTF-16 units, that no source bears out. */
export type Flawed = { start: number; end: number; flaw: Flaw }

type Spans = readonly (readonly [number, number])[]

/** Spans in code points, as the server counts, as spans of a text in the browser, in order. */
export function flawsOf(text: string, unsupported: Spans = [], doubtful: Spans = []): Flawed[] {
  const spans = [
    ...unsupported.map(([start, end]) => ({ start, end, flaw: 'unsupported' as const })),
    ...doubtful.map(([start, end]) => ({ start, end, flaw: 'doubtful' as const })),
  ].sort((one, other) => one.start - other.start)
  if (!/[\ud800-\udbff]/.test(text)) return spans
  const wide = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((pair) => pair.index)
  // A place behind the nth pair is n units further than it is code points.
  const unitsOf = (point: number) => {
    let low = 0
    let high = wide.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((wide[middle] ?? 0) - middle < point) low = middle + 1
      else high = middle
    }
    return point + low
  }
  return spans.map((span) => ({ ...span, start: unitsOf(span.start), end: unitsOf(span.end) }))
}
