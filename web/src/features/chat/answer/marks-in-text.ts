/** A group of marks as the server writes and reads them: [1], [1, 3], [2-4]. */
const BLANK = '[ \\t\\u00a0\\u202f]{0,2}'
const NUMBER = '[0-9]{1,3}'
const GROUP = `\\[${BLANK}${NUMBER}(?:${BLANK}[-\\u2013\\u2014\\u2011,;]${BLANK}${NUMBER}){0,20}${BLANK}\\]`
const GROUPS = new RegExp(GROUP, 'g')
const RANGE = /([0-9]{1,3})(?:[ \t]*[-\u2013\u2014\u2011][ \t]*([0-9]{1,3}))?/g
const WIDEST_RANGE = 100

export type Marks = { start: number; end: number; numbers: number[] }

export function marksIn(text: string): Marks[] {
  if (!text.includes('[')) return []
  return [...text.matchAll(GROUPS)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    numbers: numbersOf(found[0]),
  }))
}

function numbersOf(group: string): number[] {
  const numbers = [...group.matchAll(RANGE)].flatMap(([, from, to]) => {
    const first = Number(from)
    const last = to === undefined ? first : Number(to)
    if (last < first || last - first > WIDEST_RANGE) return [first, last]
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
  return [...new Set(numbers)]
}
