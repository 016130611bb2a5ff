import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  addressOf,
  CONTRACTS,
  countFilters,
  narrowingOf,
  readOfferParams,
  REMOTES,
  STATES,
  withoutFilters,
  writeOfferParams,
  type OfferParams,
} from '@/features/offers/offer-params'

const text = fc.string({ minLength: 1 }).map((word) => word.trim() || 'x')
const words = fc.uniqueArray(text, { maxLength: 3 })
const day = fc.constantFrom('', '2026-11-22', '2024-02-29')
const amount = fc.option(fc.integer({ min: 0, max: 1e9 }))
const anyParams: fc.Arbitrary<OfferParams> = fc.record({
  q: fc.string().map((query) => query.trim()),
  state: fc.constantFrom(...STATES),
  boards: words,
  countries: words,
  cities: words,
  companies: words,
  titles: words,
  sectors: words,
  contracts: fc.subarray([...CONTRACTS]),
  remote: fc.subarray([...REMOTES]),
  since: day,
  until: day,
  least: amount,
  most: amount,
  currency: fc.constantFrom('', 'EUR'),
})

describe('offers in the address', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        expect(readOfferParams(writeOfferParams(params))).toEqual(params)
      }),
    )
  })

  test.each([
    [{ contracts: 'permanent,slavery', remote: 'full' }, { contracts: ['permanent'] }],
    [
      { state: 'gone', currency: 'eur' },
      { state: 'open', currency: 'EUR' },
    ],
    [
      { since: 'yesterday', until: '2026-13-45' },
      { since: '', until: '' },
    ],
    [
      { least: 'much', most: -1 },
      { least: null, most: null },
    ],
    [{ cities: 75001 }, { cities: ['75001'] }],
  ])('of what somebody typed, %j, is taken what makes sense', (typed, read) => {
    expect(readOfferParams(typed)).toMatchObject(read)
  })

  test('the filters can be cleared, what is searched for stays', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        const cleared = withoutFilters(params)
        expect(countFilters(cleared)).toBe(0)
        expect(cleared.q).toBe(params.q)
      }),
    )
  })
})

describe('offers as the server is asked for them', () => {
  const usual = readOfferParams({})

  test('the last day is included', () => {
    expect(narrowingOf({ ...usual, since: '2026-02-28', until: '2026-02-28' })).toMatchObject({
      posted_since: '2026-02-28T00:00:00Z',
      posted_before: '2026-03-01T00:00:00.000Z',
    })
  })

  test('what is not set is not sent', () => {
    expect(narrowingOf(usual)).toEqual({ state: 'open' })
  })

  test('an address has each value of a list by itself', () => {
    const params = { ...usual, cities: ['Lyon', 'A & B'], least: 0 }
    expect(addressOf('/api/offers/report', params)).toBe(
      '/api/offers/report?state=open&cities=Lyon&cities=A+%26+B&least_salary=0',
    )
  })
})
