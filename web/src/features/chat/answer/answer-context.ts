import { createContext, useContext } from 'react'

import type { Citation } from '@/lib/schema.gen'

/** Who asks to see a source: the mark, and whether its card is wanted or no more. */
export type CardCalls = {
  show: (mark: HTMLElement, citation: Citation) => void
  hide: () => void
}

type Answer = CardCalls & {
  citations: ReadonlyMap<number, Citation>
  open: (citation: Citation) => void
  /** Id of the card while it describes a mark. */
  cardId: string
}

export const AnswerContext = createContext<Answer>({
  citations: new Map(),
  open: () => undefined,
  show: () => undefined,
  hide: () => undefined,
  cardId: '',
})

export const useAnswer = () => useContext(AnswerContext)
