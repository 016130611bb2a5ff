/** An address may be typed by hand: a list in it is one, or words with commas between them. */
export function readList(value: unknown): string[] {
  const listed = Array.isArray(value)
    ? value
    : typeof value === 'number'
      ? [value]
      : splitWords(value)
  const words = listed.map((one) => String(one).trim()).filter(Boolean)
  return [...new Set(words)]
}

function splitWords(value: unknown): string[] {
  return typeof value === 'string' ? value.split(',') : []
}

/** A list as an address is easiest to read. */
export function writeList(values: readonly string[]): string | readonly string[] | undefined {
  if (values.length === 0) return undefined
  return values.some((value) => value.includes(',')) ? values : values.join(',')
}
