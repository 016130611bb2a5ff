import { describe, expect, it } from 'vitest'

import { readOpenedDocument } from '@/lib/opened-document'

describe('the document that an address names', () => {
  it('is read with its place', () => {
    const search = { doc: 'd', page: '2', chunk: 7, from: 0, to: 12 }
    expect(readOpenedDocument(search)).toEqual({ doc: 'd', page: 2, chunk: '7', from: 0, to: 12 })
  })

  it.each([{ doc: { a: 1 } }, { doc: ['x'] }, { doc: '' }, { doc: true }, { doc: null }])(
    'is none where the address says %j, which does not come through',
    (search) => {
      expect({ ...search, ...readOpenedDocument(search) }.doc).toBeUndefined()
    },
  )

  it('has no place where the place is none', () => {
    const search = { doc: 'd', page: '-1', chunk: {}, from: 'x', to: 1.5 }
    expect(readOpenedDocument(search)).toEqual({ doc: 'd' })
  })
})
