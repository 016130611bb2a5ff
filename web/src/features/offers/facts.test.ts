import { describe, expect, test } from 'vitest'

import { factWords } from '@/features/offers/fact-words'
import { placeOf, salaryOf } from '@/features/offers/facts'
import { excerptOf } from '@/features/offers/passage'

const pay = (least: number | null, most: number | null, currency: string | null = 'EUR') =>
  salaryOf(
    {
      salary_min: least,
      salary_max: most,
      salary_currency: currency,
      salary_period: least === 1 ? null : 'year',
    },
    'en',
    factWords.en,
  )

describe('a salary in words', () => {
  test.each([
    [pay(40000, 50000), '€40,000 – €50,000 a year'],
    [pay(40000, 40000), '€40,000 a year'],
    [pay(40000, null), 'from €40,000 a year'],
    [pay(null, 50000), 'up to €50,000 a year'],
    [pay(1, null), 'from €1'],
    [pay(40000, null, null), 'from 40,000 a year'],
    [pay(40000, null, 'no money'), 'from 40,000 a year'],
    [pay(null, null), null],
  ])('is %j', (told, expected) => {
    expect(told).toBe(expected)
  })
})

describe('a place in words', () => {
  test.each([
    [{ city: 'Lyon', region: 'ARA', country: 'FR' }, 'Lyon, France'],
    [{ city: null, region: 'Bavaria', country: 'DE' }, 'Bavaria, Allemagne'],
    [{ city: null, region: null, country: null }, ''],
    [{ city: 'X', region: null, country: '??' }, 'X, ??'],
  ])('of %j is “%s”', (location, told) => {
    expect(placeOf(location, 'fr')).toBe(told)
  })
})

describe('the excerpt of a passage', () => {
  test('leaves out its heading', () => {
    expect(excerptOf('# Baker\n\nBakes bread.', 'bread')).toBe('Bakes bread.')
  })

  test('begins near the first word that was looked for', () => {
    const text = `${'Nothing here. '.repeat(40)}\nThe bread is good.`
    expect(excerptOf(text, 'bread')).toBe('…The bread is good.')
  })

  test('ends where it would be too long, without half a letter', () => {
    const excerpt = excerptOf('🥖'.repeat(500), 'bread')
    expect(Array.from(excerpt)).toHaveLength(401)
    expect(excerpt.endsWith('🥖…')).toBe(true)
  })
})
