import { expect, test } from 'vitest'

import { aMatch } from '@/features/matching/match-for-tests'
import { placeOfProof, proofsOf } from '@/features/matching/proof-place'
import type { ProofRead } from '@/lib/schema.gen'

const [line] = proofsOf(aMatch(1, 'Ada'), 'r1')
const placed = (more: Partial<ProofRead>) =>
  placeOfProof('doc-1', { ...(line as ProofRead), ...more })

test('a line opens on its page, by its letters', () => {
  expect(placed({})).toEqual({ doc: 'doc-1', page: 2, from: 40, to: 57 })
})

test('without page numbers it goes by the place of the part, from 1', () => {
  expect(placed({ page: null, page_ordinal: 0 })).toMatchObject({ page: 1 })
})

test('what only the profile says opens nowhere', () => {
  expect(placed({ page_ordinal: null, start: null, end: null })).toBeNull()
})

test('a line that bears two facts out is shown once', () => {
  expect(proofsOf(aMatch(1, 'Ada'), 'r1')).toHaveLength(1)
})
