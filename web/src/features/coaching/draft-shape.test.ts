import { expect, test } from 'vitest'

import { draftOf, linesOf } from '@/features/coaching/draft-shape'
import type { MessageRead } from '@/lib/schema.gen'

test('an answer that is no draft is none', () => {
  expect(draftOf(null)).toBeNull()
  expect(draftOf({ draft: { kind: 'poem' } } as unknown as MessageRead['grounding'])).toBeNull()
})

test('a draft without changes has none', () => {
  const draft = draftOf({ draft: { kind: 'letter' } } as unknown as MessageRead['grounding'])
  expect(draft).toMatchObject({ kind: 'letter', changes: [], refused: [] })
})

test('a difference is told line by line, without what only programs read', () => {
  const diff =
    '--- profile\n+++ for this job\n@@ -1,2 +1,2 @@\n Go\n-Rust\n+Java\n@@ -9 +9 @@\n-C\n'
  expect(linesOf(diff)).toEqual([
    { kind: 'same', text: 'Go' },
    { kind: 'gone', text: 'Rust' },
    { kind: 'added', text: 'Java' },
    { kind: 'gap', text: '' },
    { kind: 'gone', text: 'C' },
  ])
})

test('a line that begins with dashes is no head of the difference', () => {
  expect(linesOf('@@ -1 +1 @@\n---- a rule\n+--- a rule')).toEqual([
    { kind: 'gone', text: '--- a rule' },
    { kind: 'added', text: '--- a rule' },
  ])
})
