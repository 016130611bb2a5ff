import { describe, expect, it } from 'vitest'

import { problemOfName } from '@/features/knowledge/bases/base-name'
import { problemOfChunks } from '@/features/knowledge/bases/chunk-fields'

describe('the name of a new base', () => {
  it.each(['cvs', 'Café 2024', '日本 cv', 'a.b+c-d_e', `${'x'.repeat(64)}`])(
    'may be %s',
    (name) => {
      expect(problemOfName(name, [])).toBeNull()
    },
  )

  it.each(['', ' ', '.hidden', 'a/b', 'a..b', '<b>', 'x'.repeat(65), '_a'])(
    'may not be “%s”',
    (name) => {
      expect(problemOfName(name, [])).toBe('nameWrong')
    },
  )

  it('may not be that of another base, in whichever Unicode form', () => {
    expect(problemOfName('Cafe\u0301 ', ['Café'])).toBe('nameTaken')
  })
})

describe('how documents are cut', () => {
  it('is as the server is set where nothing is said', () => {
    expect(problemOfChunks('', '')).toBeNull()
  })

  it.each([
    ['99', '', 'chunkWrong'],
    ['many', '', 'chunkWrong'],
    ['1.5e2x', '', 'chunkWrong'],
    ['500', '500', 'overlapWrong'],
    ['', '4001', 'overlapWrong'],
    ['900', '150', null],
  ])('is checked: length %s, shared %s', (size, overlap, problem) => {
    expect(problemOfChunks(size, overlap)).toBe(problem)
  })
})
