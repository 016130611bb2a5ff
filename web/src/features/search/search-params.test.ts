import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  asRequest,
  countFilters,
  FILTER_NAMES,
  readSearchParams,
  withoutFilters,
  writeSearchParams,
  type SearchParams,
} from '@/features/search/search-params'

const words = fc.uniqueArray(
  fc.string({ minLength: 1 }).map((word) => word.trim() || 'x'),
  { maxLength: 3 },
)
const anyParams = fc.record({
  q: fc.string().map((query) => query.trim()),
  kb: words,
  k: fc.integer({ min: 1, max: 100 }),
  neighbours: fc.integer({ min: 0, max: 3 }),
  explain: fc.boolean(),
  filters: fc.record(Object.fromEntries(FILTER_NAMES.map((name) => [name, words]))),
}) as fc.Arbitrary<SearchParams>

describe('a search in the address', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        expect(readSearchParams(writeSearchParams(params))).toEqual(params)
      }),
    )
  })

  test('may be typed by hand, with commas between words', () => {
    const params = readSearchParams({
      q: 2024,
      kb: 'cvs, offers,',
      languages: 'fr',
      paths: ['a,b'],
    })
    expect(params.q).toBe('2024')
    expect(params.kb).toEqual(['cvs', 'offers'])
    expect(params.filters.languages).toEqual(['fr'])
    expect(params.filters.paths).toEqual(['a,b'])
  })

  test.each([0, 101, 'many', 2.5, null])('with a count of %s is of the usual one', (k) => {
    expect(readSearchParams({ k }).k).toBe(readSearchParams({}).k)
  })

  test('says nothing of what is as usual', () => {
    const written = writeSearchParams(readSearchParams({ q: 'rust', theme: 'x' }))
    expect(Object.entries(written).filter(([, value]) => value !== undefined)).toEqual([
      ['q', 'rust'],
    ])
  })
})

describe('a search as it is asked', () => {
  test('goes over all bases where none is named', () => {
    expect(asRequest(readSearchParams({ q: 'rust' })).kb).toBeNull()
    expect(asRequest(readSearchParams({ q: 'rust', kb: 'cvs' })).kb).toEqual(['cvs'])
  })

  test('without its filters keeps all else', () => {
    const params = readSearchParams({ q: 'rust', k: 20, skills: 'Rust', kinds: 'resume' })
    expect(countFilters(params.filters)).toBe(2)
    const wide = withoutFilters(params)
    expect(countFilters(wide.filters)).toBe(0)
    expect([wide.q, wide.k]).toEqual(['rust', 20])
  })
})
