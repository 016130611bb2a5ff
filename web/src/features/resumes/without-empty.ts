import { isObject, type Json, type JsonObject } from '@/features/resumes/json'

/** A profile as it is saved: entries and lines that were added and left empty are none. */
export function withoutEmpty(resume: JsonObject): JsonObject {
  return filled(resume) as JsonObject
}

function filled(value: Json): Json {
  if (Array.isArray(value)) return value.map(filled).filter((each) => !isEmpty(each))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]))
}

function isEmpty(value: Json): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return isObject(value) && Object.keys(value).length === 0
}
