const MOST = 32_000

/** How many characters a question has too many, as the server counts them. */
export function tooManyCharacters(question: string): number {
  if (question.length <= MOST) return 0
  return Math.max(0, [...question].length - MOST)
}
