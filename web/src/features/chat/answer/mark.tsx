import { useState, type PointerEvent } from 'react'

import { useAnswer } from '@/features/chat/answer/answer-context'
import { answerWords } from '@/features/chat/answer/words'
import type { Citation } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Numbers of sources in the text. Those that are none of this answer stay what they are: text. */
export function Marks({ raw, numbers }: { raw: string; numbers: readonly number[] }) {
  const { citations } = useAnswer()
  const known = numbers.map((number) => citations.get(number) ?? null)
  if (!known.some(Boolean)) return raw
  return (
    <span className="answer-marks">
      {known.map((citation, index) =>
        citation ? (
          <Mark key={citation.n} citation={citation} />
        ) : (
          <span key={numbers[index]}>[{numbers[index]}]</span>
        ),
      )}
    </span>
  )
}

function Mark({ citation }: { citation: Citation }) {
  const t = useWords(answerWords)
  const { open, show, hide, cardId } = useAnswer()
  const [isDescribed, setDescribed] = useState(false)
  const enter = (mark: HTMLElement) => {
    setDescribed(true)
    show(mark, citation)
  }
  const leave = () => {
    setDescribed(false)
    hide()
  }
  return (
    <button
      type="button"
      className="answer-mark"
      data-citation={citation.n}
      aria-label={t.source(citation.n, citation.path, citation.page)}
      aria-describedby={isDescribed ? cardId : undefined}
      onPointerEnter={(event: PointerEvent<HTMLElement>) => {
        // A finger opens the document; there is nothing to hover with.
        if (event.pointerType !== 'touch') enter(event.currentTarget)
      }}
      onPointerLeave={leave}
      onFocus={(event) => {
        if (event.currentTarget.matches(':focus-visible')) enter(event.currentTarget)
      }}
      onBlur={leave}
      onClick={() => {
        leave()
        open(citation)
      }}
    >
      {citation.n}
    </button>
  )
}
