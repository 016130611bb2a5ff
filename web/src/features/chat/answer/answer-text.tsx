import '@/features/chat/answer/answer.css'

import { memo, useRef } from 'react'

import { useCitationKeys } from '@/features/chat/answer/citation-keys'
import { GroundingNote } from '@/features/chat/answer/grounding-note'
import { useLateRenderer } from '@/features/chat/answer/late-renderer'
import { usePacedText } from '@/features/chat/answer/pacing'
import type { OnOpen } from '@/features/chat/answer/place'
import { PlainText } from '@/features/chat/answer/plain-text'
import type { Citation, Grounding } from '@/lib/schema.gen'

export type AnswerTextProps = {
  text: string
  /** While it streams: all passages that may be cited. */
  citations: readonly Citation[]
  /** What is known of it at its end. */
  grounding?: Grounding | null
  streaming: boolean
  onOpen: OnOpen
}

/** What was answered, with marks that lead to where it stands. */
export const AnswerText = memo((props: AnswerTextProps) => {
  const { citations, grounding, streaming, onOpen } = props
  const element = useRef<HTMLDivElement>(null)
  const text = usePacedText(props.text, streaming, element)
  const Renderer = useLateRenderer()
  useCitationKeys(citations.length > 0)
  return (
    <>
      <div ref={element} className="answer">
        {Renderer ? (
          <Renderer text={text} citations={citations} grounding={grounding} onOpen={onOpen} />
        ) : (
          <PlainText text={text} />
        )}
      </div>
      {grounding && !streaming && (
        <GroundingNote grounding={grounding} citations={citations} onOpen={onOpen} />
      )}
    </>
  )
})
AnswerText.displayName = 'AnswerText'
