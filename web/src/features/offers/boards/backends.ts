import type { BoardCreate } from '@/lib/schema.gen'

export type BoardField = 'slug' | 'url' | 'links' | 'path' | 'words'
type Backend = {
  /** What it is asked with, the first of them needed. */
  fields: readonly BoardField[]
  /** The setting of the server without which it gives nothing. */
  setting?: string
}

/** The boards that can be read, by the names that the server gives them. */
export const BACKENDS = {
  greenhouse: { fields: ['slug'] },
  lever: { fields: ['slug'] },
  'lever-eu': { fields: ['slug'] },
  ashby: { fields: ['slug'] },
  recruitee: { fields: ['slug'] },
  smartrecruiters: { fields: ['slug'], setting: 'FOLIOSCOPE_BOARDS_PERMITTED' },
  civiweb: { fields: ['words'], setting: 'CIVIWEB_API_KEY' },
  'json-ld': { fields: ['url', 'links'], setting: 'FOLIOSCOPE_BOARD_HOSTS' },
  jsonl: { fields: ['path'] },
  csv: { fields: ['path'] },
} as const satisfies Record<string, Backend>

export type BackendName = keyof typeof BACKENDS
export const BACKEND_NAMES = Object.keys(BACKENDS) as BackendName[]

export const backendOf = (name: BackendName): Backend => BACKENDS[name]

export type BoardForm = Record<BoardField, string> & {
  name: string
  backend: BackendName
  everySeconds: number | null
}

export const EMPTY_BOARD: BoardForm = {
  name: '',
  backend: 'greenhouse',
  everySeconds: null,
  slug: '',
  url: '',
  links: '',
  path: '',
  words: '',
}

/** The field that has to be filled and is not. Words to look for are a choice. */
export function missingField(form: BoardForm): BoardField | null {
  const [first] = backendOf(form.backend).fields
  return first && first !== 'words' && !form[first].trim() ? first : null
}

/** What the form says, of the fields that its backend has. */
export function boardOf(form: BoardForm): BoardCreate {
  const { fields } = backendOf(form.backend)
  const told = (field: BoardField) => (fields.includes(field) ? form[field].trim() : '')
  const query = { query: told('words'), links: told('links') }
  return {
    name: form.name.trim(),
    backend: form.backend,
    slug: told('slug'),
    url: told('url'),
    path: told('path'),
    query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)),
    every_seconds: form.everySeconds,
  }
}
