import { isObject, isSame, listOf, pointerOf, type Json, type Path } from '@/features/resumes/json'

/** Which value that was read each value of a profile comes from: pointers by pointers. */
export type Origins = ReadonlyMap<string, Path>

/**
 * Lists may have been put in another order since they were read, and values changed: entries are
 * taken for those that they have the most in common with, and what is left for what stood there.
 */
export function originsOf(read: Json, now: Json): Origins {
  const origins = new Map<string, Path>()
  trace(read, now, [], [], origins)
  return origins
}

function trace(read: Json, now: Json, before: Path, after: Path, origins: Map<string, Path>) {
  origins.set(pointerOf(after), before)
  const inner: [was: Json, is: Json, there: string | number, here: string | number][] = isObject(
    read,
  )
    ? // Of what was taken away it is still known what was read.
      Object.entries(read).map(([key, value]) => [value, fieldOf(now, key), key, key])
    : pairs(listOf(read), listOf(now)).map(([here, there]) => [
        listOf(read)[there] ?? null,
        listOf(now)[here] ?? null,
        there,
        here,
      ])
  for (const [was, is, there, here] of inner) {
    trace(was, is, [...before, there], [...after, here], origins)
  }
}

function fieldOf(value: Json, key: string): Json {
  return isObject(value) ? (value[key] ?? null) : null
}

function pairs(read: Json[], now: Json[]): [here: number, there: number][] {
  const found = new Map<number, number>()
  const left = new Set(read.keys())
  const take = (here: number, there: number) => {
    found.set(here, there)
    left.delete(there)
  }
  now.forEach((value, here) => {
    let best = { there: -1, common: 0 }
    for (const there of left) {
      const inCommon = common(read[there] ?? null, value)
      const isNearer = inCommon === best.common && there === here
      if (inCommon > best.common || (isNearer && inCommon > 0)) best = { there, common: inCommon }
    }
    if (best.there >= 0) take(here, best.there)
  })
  now.forEach((_, here) => {
    if (!found.has(here) && left.has(here) && now.length >= read.length) take(here, here)
  })
  return [...found]
}

function common(one: Json, other: Json): number {
  if (isObject(one) && isObject(other)) {
    return Object.entries(one).reduce(
      (sum, [key, value]) => sum + (key in other ? common(value, other[key] ?? null) : 0),
      0,
    )
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.filter((value) => listOf(other).some((each) => isSame(each, value))).length
  }
  return isSame(one, other) ? 1 : 0
}
