import { expect, test } from 'vitest'

import { lineWindow } from '@/features/documents/line-window'

const NO_MORE = { before: 0, after: 0 }

test('a short text is shown as a whole', () => {
  expect(lineWindow(400, 300, NO_MORE)).toEqual({ first: 0, last: 400 })
})

test('of a long text the marked line is shown, and not all of the others', () => {
  const { first, last } = lineWindow(100_000, 50_000, NO_MORE)
  expect(first).toBeLessThan(50_000)
  expect(last).toBeGreaterThan(50_000)
  expect(last - first).toBeLessThan(2_000)
})

test('more lines join those that are shown until there are none', () => {
  const shown = lineWindow(5_000, 3_000, NO_MORE)
  const wider = lineWindow(5_000, 3_000, { before: 1, after: 1 })
  expect(wider.first).toBeLessThan(shown.first)
  expect(wider.last).toBeGreaterThan(shown.last)
  expect(lineWindow(5_000, 3_000, { before: 9, after: 9 })).toEqual({ first: 0, last: 5_000 })
})
