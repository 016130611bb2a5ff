export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = Record<string, Json>
/** The keys that lead to a value, from the outermost on. */
export type Path = readonly (string | number)[]

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path; undefined where there is none. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (Array.isArray(inner)) return typeof key === 'number' ? inner[key] : undefined
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined
  }, value)
}

/** A text as it is written in a field; nothing of what is no text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

/** The same with another value at a path; undefined takes it away, and what is left empty with it. */
export function withAt(value: JsonObject, path: Path, inner: Json | undefined): JsonObject {
  return (changed(value, path, inner) ?? {}) as JsonObject
}

function changed(value: Json | undefined, path: Path, inner: Json | undefined): Json | undefined {
  const [key, ...rest] = path
  if (key === undefined) return inner
  if (typeof key === 'number') return changedList([...listOf(value)], key, rest, inner)
  const fields = isObject(value) ? value : {}
  const next = changed(fields[key], rest, inner)
  if (next !== undefined) return { ...fields, [key]: next }
  const others = Object.entries(fields).filter(([name]) => name !== key)
  return others.length > 0 ? Object.fromEntries(others) : undefined
}

function changedList(list: Json[], index: number, rest: Path, inner: Json | undefined) {
  const next = changed(list[index], rest, inner)
  // An entry of a list stays, emptied, until it is removed: the ones after it keep their places.
  if (next === undefined && rest.length === 0) list.splice(index, 1)
  else list[index] = next ?? {}
  return list.length > 0 ? list : undefined
}

/** A list in which one value has another's place. */
export function moved(list: readonly Json[], from: number, to: number): Json[] {
  const rest = list.filter((_, index) => index !== from)
  const value = list[from]
  return value === undefined ? rest : rest.toSpliced(to, 0, value)
}

export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]))
  }
  if (!isObject(one) || !isObject(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]))
  )
}

/** A path as the server names it: a JSON pointer. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')
}
