import fc from 'fast-check'
import { expect, test } from 'vitest'

import { groupByAge } from '@/features/threads/thread-groups'
import { aThread } from '@/testing/a-thread'

const NOW = new Date(2026, 2, 10, 0, 30)
const at = (...moment: [number, number, number, number]) =>
  aThread({ updated_at: new Date(...moment).toISOString() })

test('days are counted by the calendar of the person, not by 24 hours', () => {
  const groups = groupByAge(
    [at(2026, 2, 10, 0), at(2026, 2, 9, 23), at(2026, 2, 9, 0), at(2026, 2, 8, 23)],
    NOW,
  )
  expect(groups.map(({ age, threads }) => [age, threads.length])).toEqual([
    ['today', 1],
    ['yesterday', 2],
    ['week', 1],
  ])
})

test('what is more than seven days old is older', () => {
  const groups = groupByAge([at(2026, 2, 3, 0), at(2026, 2, 2, 23)], NOW)
  expect(groups.map(({ age }) => age)).toEqual(['week', 'older'])
})

test('no conversation is lost or moved by the grouping of a list that is in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 60 * 24 * 60 })), (minutesAgo) => {
      const threads = minutesAgo
        .sort((one, other) => one - other)
        .map((minutes) =>
          aThread({ updated_at: new Date(NOW.getTime() - minutes * 60_000).toISOString() }),
        )
      const groups = groupByAge(threads, NOW)
      expect(groups.flatMap((group) => group.threads)).toEqual(threads)
      expect(new Set(groups.map(({ age }) => age)).size).toBe(groups.length)
    }),
  )
})
