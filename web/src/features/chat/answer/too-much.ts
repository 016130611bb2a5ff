/** The longest piece that is read as markdown; only a single item or quote of a list can be longer. */
const LONGEST = 8_000
const MOST_SIGNS = 600
const SIGNS = /[*_[\]`~<&]/g
const NESTED = /^[ \t]*(?:(?:>[ \t]*|[-+*][ \t]+|[0-9]{1,9}[.)][ \t]+)){12}/m

/**
 * Whether reading this as markdown would take longer than anything a person wrote could ask for:
 * readers of markdown are quadratic in what is nested or left open. Then it is shown as it stands.
 */
export function isTooMuch(source: string): boolean {
  if (source.length > LONGEST) return true
  return (source.match(SIGNS)?.length ?? 0) > MOST_SIGNS || NESTED.test(source)
}
