import type { SearchRequest } from '@/lib/schema.gen'
import { readList, writeList } from '@/lib/word-list'

export type Filters = Required<NonNullable<SearchRequest['filters']>>
export type FilterName = keyof Filters

/** What is searched, as the address of the page holds it. */
export type SearchParams = {
  q: string
  /** Names of bases; none means all of them. */
  kb: string[]
  k: number
  neighbours: number
  explain: boolean
  filters: Filters
}

export const KINDS: readonly string[] = ['resume', 'document', 'record'] satisfies Filters['kinds']
export const COUNTS = [8, 20, 50]
const MOST_NEIGHBOURS = 3
const [USUAL] = COUNTS

const NO_FILTERS: Filters = {
  kinds: [],
  sections: [],
  documents: [],
  languages: [],
  paths: [],
  skills: [],
  spoken: [],
  countries: [],
}
export const FILTER_NAMES = Object.keys(NO_FILTERS) as FilterName[]

function readCount(value: unknown, least: number, most: number, usual: number): number {
  const count = Number(value)
  return Number.isInteger(count) && count >= least && count <= most ? count : usual
}

function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

export function readSearchParams(address: Record<string, unknown>): SearchParams {
  const filters = Object.fromEntries(FILTER_NAMES.map((name) => [name, readList(address[name])]))
  return {
    q: readText(address.q),
    kb: readList(address.kb),
    k: address.k === undefined ? (USUAL ?? 1) : readCount(address.k, 1, 100, USUAL ?? 1),
    neighbours: readCount(address.neighbours ?? 0, 0, MOST_NEIGHBOURS, 0),
    explain: address.explain === true,
    // A word that the server does not know is answered by it with those that it does.
    filters: filters as Filters,
  }
}

/** The part of the address that says so; what is as usual is left out. */
export function writeSearchParams(params: SearchParams): Record<string, unknown> {
  const { q, kb, k, neighbours, explain, filters } = params
  const lists = { kb, ...filters }
  const written = Object.entries(lists).map(([name, values]) => [name, writeList(values)])
  return {
    q: q || undefined,
    k: k === USUAL ? undefined : k,
    neighbours: neighbours || undefined,
    explain: explain || undefined,
    ...(Object.fromEntries(written) as Record<string, unknown>),
  }
}

export function asRequest({ q, kb, filters, ...rest }: SearchParams): SearchRequest {
  return { query: q, kb: kb.length > 0 ? kb : null, filters, ...rest } as SearchRequest
}

export function countFilters(filters: Filters): number {
  return FILTER_NAMES.filter((name) => filters[name].length > 0).length
}

export function withoutFilters(params: SearchParams): SearchParams {
  return { ...params, filters: NO_FILTERS }
}
