export type Piece = { text: string; isHit: boolean }

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}+#]*/gu
const LEAST = 3 // letters of a word that is worth it, unless it is written in capitals
const STEM = 4
const ENDING = /(?:ings?|ers?|ed|es?|s)$/

// Words that stand everywhere in the languages of most documents.
const EVERYWHERE = new Set(
  'the and for with that this are was who what which where has have had not from you les des une dans pour avec qui que est sur par aux und der die das mit ist los las con para por'.split(
    ' ',
  ),
)

function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function isWorth(word: string): boolean {
  const short = word.length < LEAST && !/^[\p{Lu}\p{N}+#]+$/u.test(word)
  return !short && !EVERYWHERE.has(bare(word))
}

function stem(word: string): string {
  return word.replace(ENDING, '')
}

/** The same word, or forms of it: “manages”, “managed”. */
function isForm(one: string, other: string): boolean {
  return one === other || (stem(one).length >= STEM && stem(one) === stem(other))
}

/** A text with the words of a query told apart: as they are, in other forms, without accents. */
export function highlight(text: string, query: string): Piece[] {
  const wanted = (query.match(WORD) ?? []).filter(isWorth).map(bare)
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!wanted.some((one) => isForm(one, bare(word)))) continue
    pieces.push({ text: text.slice(from, index), isHit: false }, { text: word, isHit: true })
    from = index + word.length
  }
  pieces.push({ text: text.slice(from), isHit: false })
  return pieces.filter((piece) => piece.text)
}
