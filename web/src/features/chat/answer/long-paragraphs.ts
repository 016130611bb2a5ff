/** A paragraph is cut at the end of a sentence from here on, */
const LONG = 1_200
/** between words from here on, */
const LONGER = 2_000
/** and anywhere from here on. */
const LONGEST = 3_000

/**
 * Where the pieces of a paragraph begin, the first at `start`. What is before a cut decides it and
 * the letter after it, so that no cut moves when the text grows. A piece keeps the
 * blank it begins with.
 */
export function cutsOf(text: string, start: number, end: number): number[] {
  const cuts = [start]
  for (let from = start; from < end;) {
    const cut = cutAfter(text, from, end)
    if (cut === null) break
    cuts.push(cut)
    from = cut
  }
  return cuts
}

function cutAfter(text: string, from: number, end: number): number | null {
  for (let at = from + LONG; at + 1 < end; at++) {
    if (isBetweenWords(text, at) && (at - from >= LONGER || endsSentence(text, at))) return at
    if (at - from >= LONGEST && !isSecondHalf(text, at)) return at
  }
  return null
}

const isBlank = (letter: string | undefined) => letter !== undefined && /\s/.test(letter)

const isBetweenWords = (text: string, at: number) =>
  (text[at] === ' ' || text[at] === '\n') && !isBlank(text[at - 1]) && !isBlank(text[at + 1])

const endsSentence = (text: string, at: number) => /[.!?\]]/.test(text[at - 1] ?? '')

/** The second half of a character is no place to cut. */
const isSecondHalf = (text: string, at: number) => /[\udc00-\udfff]/.test(text[at] ?? '')
