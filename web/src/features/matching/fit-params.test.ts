import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readFitParams, writeFitParams } from '@/features/matching/fit-params'

describe('the address of a comparison', () => {
  it('is read from what other pages link to', () => {
    expect(readFitParams({ resume: 'a,b', offer: 'o-1' })).toMatchObject({
      resume: ['a', 'b'],
      kb: [],
      offer: 'o-1',
    })
  })

  it('takes ids of digits alone for the words that they are', () => {
    expect(readFitParams({ offer: 42, resume: 7 })).toMatchObject({ offer: '42', resume: ['7'] })
  })

  it('says the same after it was written and read', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== '')
    const id = fc.stringMatching(/^[0-9a-f]{4,32}$/)
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.uniqueArray(name), id, (resume, kb, offer) => {
        const params = { resume, kb, offer, candidate: '', requirement: '' }
        expect(readFitParams(writeFitParams(params))).toEqual(params)
      }),
    )
  })

  it('makes nothing of what is no list and no text', () => {
    expect(readFitParams({ resume: null, kb: {}, offer: [] })).toEqual(readFitParams({}))
  })
})
