import { readOfferParams, writeOfferParams, type OfferParams } from '@/features/offers/offer-params'
import type { OfferRead, Scope } from '@/lib/schema.gen'
import { readList } from '@/lib/word-list'

/** What a chat is narrowed to: the offers that fit, or some that were chosen. */
export type AskedOffers =
  { kind: 'fitting'; params: OfferParams } | { kind: 'chosen'; documents: string[]; kbs: string[] }

export const MOST_CHOSEN = 50
const KEY = (threadId: string) => `folioscope.offers.${threadId}`

/** The offers that fit, of those that can be asked about: closed ones are in no index. */
export function fittingOffers(params: OfferParams): AskedOffers | null {
  if (params.state === 'closed') return null
  return { kind: 'fitting', params: { ...params, q: '', state: 'open' } }
}

/** Chosen offers that can be asked about: those with a document, in the bases of their boards. */
export function chosenOffers(
  offers: readonly OfferRead[],
  boards: readonly { board_id: string; kb_id: string | null }[],
): AskedOffers | null {
  const bases = new Map(boards.map((board) => [board.board_id, board.kb_id]))
  const asked = offers.slice(0, MOST_CHOSEN).flatMap(({ document_id, board_id, state }) => {
    const kb = bases.get(board_id)
    return document_id && kb && state === 'open' ? [{ document_id, kb }] : []
  })
  if (asked.length === 0) return null
  return {
    kind: 'chosen',
    documents: asked.map(({ document_id }) => document_id),
    kbs: [...new Set(asked.map(({ kb }) => kb))],
  }
}

/** As an address and the browser keep it. */
export function writeAsked(asked: AskedOffers): Record<string, unknown> {
  return asked.kind === 'fitting'
    ? writeOfferParams(asked.params)
    : { documents: asked.documents, kbs: asked.kbs }
}

export function readAsked(told: unknown): AskedOffers | null {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return null
  const { documents, kbs, ...others } = told as Record<string, unknown>
  if (documents === undefined) return { kind: 'fitting', params: readOfferParams(others) }
  const chosen = { documents: readList(documents), kbs: readList(kbs) }
  return chosen.documents.length > 0 ? { kind: 'chosen', ...chosen } : null
}

/** What is sent along with a question about them. */
export function sentOf(scope: Pick<Scope, 'kbs' | 'documents'>) {
  return { kbs: scope.kbs, filters: { documents: scope.documents } }
}

export function keepAsked(threadId: string, asked: AskedOffers | null) {
  try {
    if (asked) localStorage.setItem(KEY(threadId), JSON.stringify(writeAsked(asked)))
    else localStorage.removeItem(KEY(threadId))
  } catch {
    // A browser that keeps nothing asks the whole bases of these offers after a reload.
  }
}

export function keptAsked(threadId: string): AskedOffers | null {
  try {
    return readAsked(JSON.parse(localStorage.getItem(KEY(threadId)) ?? 'null'))
  } catch {
    return null
  }
}
