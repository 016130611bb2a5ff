import { beforeEach, describe, expect, test } from 'vitest'

import {
  chosenOffers,
  fittingOffers,
  keepAsked,
  keptAsked,
  readAsked,
  writeAsked,
} from '@/features/offers/asking/asked-offers'
import { readOfferParams } from '@/features/offers/offer-params'
import { aBoard, anOffer } from '@/testing/an-offer'

const boards = [aBoard(), aBoard({ board_id: 'board-2', kb_id: null })]

describe('offers that a chat is about', () => {
  beforeEach(() => {
    localStorage.clear()
  })

  test('those that were chosen are asked in the bases of their boards', () => {
    const offers = [anOffer(), anOffer({ offer_id: 'offer-2', document_id: 'doc-2' })]
    expect(chosenOffers(offers, boards)).toEqual({
      kind: 'chosen',
      documents: ['doc-1', 'doc-2'],
      kbs: ['kb-1'],
    })
  })

  test.each([
    ['is closed', anOffer({ state: 'closed' })],
    ['has no document yet', anOffer({ document_id: null })],
    ['is of a board without a base', anOffer({ board_id: 'board-2' })],
    ['is of a board that is gone', anOffer({ board_id: 'board-3' })],
  ])('one that %s cannot be asked about', (_, offer) => {
    expect(chosenOffers([offer], boards)).toBeNull()
  })

  test('of closed ones none can be asked about, of all those that are open', () => {
    expect(fittingOffers(readOfferParams({ state: 'closed' }))).toBeNull()
    expect(fittingOffers(readOfferParams({ state: 'any', q: 'bread' }))).toEqual({
      kind: 'fitting',
      params: readOfferParams({}),
    })
  })

  test.each([
    { kind: 'fitting' as const, params: readOfferParams({ countries: 'FR,DE', least: 30000 }) },
    { kind: 'fitting' as const, params: readOfferParams({}) },
    { kind: 'chosen' as const, documents: ['doc-1'], kbs: ['kb-1'] },
  ])('%j are read as an address tells them', (asked) => {
    const address: unknown = JSON.parse(JSON.stringify(writeAsked(asked)))
    expect(readAsked(address)).toEqual(asked)
  })

  test.each([[undefined], [null], ['all'], [7], [['x']], [{ documents: [] }]])(
    'an address that says %j narrows nothing',
    (told) => {
      expect(readAsked(told)).toBeNull()
    },
  )

  test('are remembered for their conversation until somebody leaves them', () => {
    const asked = { kind: 'chosen' as const, documents: ['doc-1'], kbs: ['kb-1'] }
    keepAsked('thread-1', asked)
    expect(keptAsked('thread-1')).toEqual(asked)
    expect(keptAsked('thread-2')).toBeNull()
    keepAsked('thread-1', null)
    expect(keptAsked('thread-1')).toBeNull()
  })
})
