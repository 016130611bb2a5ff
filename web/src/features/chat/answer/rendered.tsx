import { useEffect, useId, useMemo, useRef, useState } from 'react'

import { AnswerContext } from '@/features/chat/answer/answer-context'
import { BlockView } from '@/features/chat/answer/block-view'
import type { Block } from '@/features/chat/answer/block-rules'
import { blocks, grown } from '@/features/chat/answer/blocks'
import { flawsOf, type Flawed } from '@/features/chat/answer/code-points'
import { MarkCard, useMarkCard } from '@/features/chat/answer/mark-card'
import type { OnOpen } from '@/features/chat/answer/place'
import type { Citation, Grounding } from '@/lib/schema.gen'

export type RenderedProps = {
  text: string
  citations: readonly Citation[]
  grounding: Grounding | null | undefined
  onOpen: OnOpen
}

/** The blocks of a text; what was found of its beginning holds when it grows. */
function useBlocks(text: string): readonly Block[] {
  const [known, setKnown] = useState({ text: '', found: [] as readonly Block[] })
  if (known.text === text) return known.found
  const found = text.startsWith(known.text) ? grown(known.found, text) : blocks(text)
  setKnown({ text, found })
  return found
}

/** The one renderer of what models say, for answers that stream and for those of long ago. */
export function Rendered({ text, citations, grounding, onOpen }: RenderedProps) {
  const cardId = useId()
  const { shown, calls, keep, close } = useMarkCard()
  const split = useBlocks(text)
  const flaws: readonly Flawed[] = useMemo(
    () => (grounding ? flawsOf(text, grounding.unsupported, grounding.doubtful) : []),
    [text, grounding],
  )
  const latestOpen = useRef(onOpen)
  useEffect(() => {
    latestOpen.current = onOpen
  })
  const answer = useMemo(
    () => ({
      ...calls,
      cardId,
      citations: new Map(citations.map((citation) => [citation.n, citation])),
      open: (citation: Citation) => {
        close()
        latestOpen.current(citation)
      },
    }),
    [calls, cardId, citations, close],
  )
  return (
    <AnswerContext value={answer}>
      {split.map((block) => (
        <BlockView key={block.start} block={block} text={text} flaws={flaws} />
      ))}
      {shown && <MarkCard id={cardId} shown={shown} keep={keep} hide={calls.hide} close={close} />}
    </AnswerContext>
  )
}
