import type { Narrowing } from '@/lib/schema.gen'
import { readList, writeList } from '@/lib/word-list'

export const CONTRACTS = [
  'permanent',
  'fixed_term',
  'internship',
  'apprenticeship',
  'freelance',
  'temporary',
  'vie',
  'via',
] as const
export const REMOTES = ['none', 'hybrid', 'full', 'unknown'] as const
export const STATES = ['open', 'closed', 'any'] as const

const LISTS = ['boards', 'countries', 'cities', 'companies', 'titles', 'sectors'] as const
export type ListName = (typeof LISTS)[number]

/** Which offers are looked at, as the address of the page holds it. */
export type OfferParams = Record<ListName, string[]> & {
  q: string
  state: (typeof STATES)[number]
  contracts: (typeof CONTRACTS)[number][]
  remote: (typeof REMOTES)[number][]
  /** Days as “2026-11-22”, the last one included; empty for any. */
  since: string
  until: string
  least: number | null
  most: number | null
  currency: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60 * 1000

function among<Value extends string>(values: readonly Value[], given: unknown): Value[] {
  const wanted = readList(given)
  return values.filter((value) => wanted.includes(value))
}

function readDay(value: unknown): string {
  const isDay = typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value))
  return isDay ? value : ''
}

function readAmount(value: unknown): number | null {
  const amount = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN
  return value !== '' && Number.isFinite(amount) && amount >= 0 && amount < 1e12 ? amount : null
}

function readCurrency(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : ''
}

export function readOfferParams(address: Record<string, unknown>): OfferParams {
  const lists = Object.fromEntries(LISTS.map((name) => [name, readList(address[name])]))
  const { q } = address
  return {
    ...(lists as Record<ListName, string[]>),
    q: typeof q === 'string' || typeof q === 'number' ? String(q).trim() : '',
    state: among(STATES, address.state)[0] ?? 'open',
    contracts: among(CONTRACTS, address.contracts),
    remote: among(REMOTES, address.remote),
    since: readDay(address.since),
    until: readDay(address.until),
    least: readAmount(address.least),
    most: readAmount(address.most),
    currency: readCurrency(address.currency),
  }
}

/** The part of the address that says so; what is as usual is left out. */
export function writeOfferParams(params: OfferParams): Record<string, unknown> {
  const lists = [...LISTS, 'contracts' as const, 'remote' as const]
  return {
    ...(Object.fromEntries(lists.map((name) => [name, writeList(params[name])])) as object),
    q: params.q || undefined,
    state: params.state === 'open' ? undefined : params.state,
    since: params.since || undefined,
    until: params.until || undefined,
    least: params.least ?? undefined,
    most: params.most ?? undefined,
    currency: params.currency || undefined,
  }
}

/** The same for the server, without what is as usual. */
export function narrowingOf(params: OfferParams): Narrowing {
  const { since, until, least, most, currency } = params
  const kinds = [...LISTS, 'contracts' as const, 'remote' as const]
  const lists = kinds.map((name) => [name, params[name]] as const)
  const told = {
    state: params.state,
    ...Object.fromEntries(lists.filter(([, value]) => value.length > 0)),
    posted_since: since ? `${since}T00:00:00Z` : undefined,
    posted_before: until ? new Date(Date.parse(until) + DAY_MS).toISOString() : undefined,
    least_salary: least ?? undefined,
    most_salary: most ?? undefined,
    currency: currency || undefined,
  }
  // What is left out is as the server has it; the schema takes the fields with defaults for given.
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined),
  ) as Partial<Narrowing> as Narrowing
}

/** How many kinds of filters are set. */
export function countFilters(params: OfferParams): number {
  const filters = writeOfferParams({ ...params, q: '' })
  return Object.values(filters).filter((value) => value !== undefined).length
}

export function withoutFilters(params: OfferParams): OfferParams {
  return { ...readOfferParams({}), q: params.q }
}

/** The address of something about these offers that the browser fetches by itself. */
export function addressOf(path: string, params: OfferParams, more: Record<string, string> = {}) {
  const query = new URLSearchParams(more)
  for (const [name, value] of Object.entries(narrowingOf(params))) {
    for (const one of [value].flat()) query.append(name, String(one))
  }
  const told = query.toString()
  return told ? `${path}?${told}` : path
}
