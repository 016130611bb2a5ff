/** How a field of a profile is written: on a line, as a paragraph, a date, items, or single words. */
export type FieldKind = 'line' | 'text' | 'date' | 'items' | 'words'
export type Field = { key: string; kind: FieldKind }
export type SectionKey = (typeof SECTIONS)[number]['key']

const KINDS: Record<string, FieldKind> = {
  ...{ summary: 'text', description: 'text', reference: 'text' },
  ...{ startDate: 'date', endDate: 'date', date: 'date', releaseDate: 'date' },
  ...{ highlights: 'items', courses: 'items', keywords: 'words', roles: 'words' },
}

const fields = (names: string): Field[] =>
  names.split(' ').map((key) => ({ key, kind: KINDS[key] ?? 'line' }))

export const BASICS = fields('name label email phone url summary')
export const LOCATION = fields('address postalCode city region countryCode')
export const PROFILES = fields('network username url')

/** The lists of a JSON Resume, as a CV has them; of each entry, the fields that name it first. */
export const SECTIONS = [
  {
    key: 'work',
    heads: 2,
    fields: fields('position name startDate endDate location url summary highlights'),
  },
  {
    key: 'education',
    heads: 3,
    fields: fields('studyType area institution startDate endDate score url courses'),
  },
  { key: 'skills', heads: 1, fields: fields('name level keywords') },
  { key: 'languages', heads: 1, fields: fields('language fluency') },
  {
    key: 'projects',
    heads: 2,
    fields: fields('name entity startDate endDate url description summary highlights keywords'),
  },
  { key: 'certificates', heads: 2, fields: fields('name issuer date url') },
  {
    key: 'volunteer',
    heads: 2,
    fields: fields('position organization startDate endDate url summary highlights'),
  },
  { key: 'awards', heads: 2, fields: fields('title awarder date summary') },
  { key: 'publications', heads: 2, fields: fields('name publisher releaseDate url summary') },
  { key: 'interests', heads: 1, fields: fields('name keywords') },
  { key: 'references', heads: 1, fields: fields('name reference') },
] as const satisfies readonly Section[]

export type Section = { key: string; heads: number; fields: readonly Field[] }
