/** What markdown may leave out between two letters that it shows. */
const LEFT_OUT = /[\\\s>]/

/**
 * Where each letter of `shown` stands in `source` from `start` on; null where it cannot be told,
 * as with entities.
 */
export function placesOf(shown: string, source: string, start: number, end: number) {
  const places = new Uint32Array(shown.length)
  let at = start
  for (let index = 0; index < shown.length; index++) {
    at = nextPlace(shown[index], source, at)
    if (at >= end) return null
    places[index] = at++
  }
  return places
}

function nextPlace(letter: string | undefined, source: string, from: number): number {
  let at = from
  while (source[at] !== letter) {
    if (!LEFT_OUT.test(source[at] ?? '')) return source.length
    at++
  }
  // Of two backslashes the second is the one that is shown.
  return letter === '\\' && source[at + 1] === '\\' ? at + 1 : at
}
