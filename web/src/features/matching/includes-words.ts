const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a text has each of the words, or their beginnings, whatever their accents. */
export function includesWords(text: string, words: string): boolean {
  const whole = folded(text)
  return folded(words)
    .split(/\s+/)
    .every((word) => whole.includes(word))
}
