import { expect, test } from 'vitest'

import { pointerOf, type JsonObject } from '@/features/resumes/json'
import { originsOf } from '@/features/resumes/origins'

const read: { work: JsonObject[] } = {
  work: [
    { name: 'Acme', position: 'Engineer', highlights: ['Built it', 'Ran it'] },
    { name: 'Initech', position: 'Analyst' },
  ],
}
const originOf = (now: typeof read, at: string) => {
  const origin = originsOf(read, now).get(at)
  return origin && pointerOf(origin)
}

test('an entry that was moved keeps what was read of it', () => {
  const now = { work: read.work.toReversed() }
  expect(originOf(now, '/work/0/name')).toBe('/work/1/name')
  expect(originOf(now, '/work/1/highlights/1')).toBe('/work/0/highlights/1')
})

test('a field that was changed keeps what was read of it', () => {
  const [first, ...others] = read.work
  const now = { work: [{ ...first, name: 'Acme Ltd' }, ...others] } as typeof read
  expect(originOf(now, '/work/0/name')).toBe('/work/0/name')
})

test('a line that was changed is taken for the line that stood there', () => {
  const [first, ...others] = read.work
  const now = { work: [{ ...first, highlights: ['Built it', 'Kept it running'] }, ...others] }
  expect(originOf(now as typeof read, '/work/0/highlights/1')).toBe('/work/0/highlights/1')
})

test('an entry that was added comes from nothing', () => {
  const now = { work: [...read.work, { name: 'Globex', position: 'Lead' }] }
  expect(originOf(now, '/work/2/name')).toBeUndefined()
})

test('of a field that was taken away it is still known what was read', () => {
  const now = { work: [{ position: 'Engineer' }, read.work[1]] } as unknown as typeof read
  expect(originOf(now, '/work/0/name')).toBe('/work/0/name')
})
