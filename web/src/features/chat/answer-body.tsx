import { AnswerText } from '@/features/chat/answer/answer-text'
import { SourceList } from '@/features/chat/answer/source-list'
import { AnswerActions } from '@/features/chat/answer-actions'
import { AnswerNotes } from '@/features/chat/answer-notes'
import { useConversationActions } from '@/features/chat/conversation-actions'
import { RunFailure } from '@/features/chat/run-failure'
import type { ShownAnswer } from '@/features/chat/shown-answer'
import { Suggestions } from '@/features/chat/suggestions'
import { chatWords } from '@/features/chat/words'
import type { MessageRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type AnswerBodyProps = {
  question: MessageRead
  shown: ShownAnswer
  isLast: boolean
}

export function AnswerBody({ question, shown, isLast }: AnswerBodyProps) {
  const t = useWords(chatWords)
  const { ask } = useConversationActions()
  const { text, phase } = shown
  const again = () => {
    ask({ content: question.content, replaces: question.message_id, anew: true })
  }
  return (
    <div className="flex flex-col gap-3">
      <h2 className="sr-only">{t.answer}</h2>
      {text ? <Text shown={shown} /> : phase === 'open' && <Waiting />}
      <Ending shown={shown} onRetry={again} />
      <Particulars shown={shown} onRetry={again} />
      {isLast && phase === 'done' && <Suggestions questions={shown.grounding?.suggestions ?? []} />}
    </div>
  )
}

type PartProps = { shown: ShownAnswer; onRetry: () => void }

function Text({ shown }: { shown: ShownAnswer }) {
  const { openCitation } = useConversationActions()
  const { text, citations, grounding, phase } = shown
  return (
    <div>
      <AnswerText
        text={text}
        citations={citations}
        grounding={grounding}
        streaming={phase === 'open'}
        onOpen={openCitation}
      />
    </div>
  )
}

function Ending({ shown, onRetry }: PartProps) {
  const t = useWords(chatWords)
  if (shown.phase === 'failed') return <RunFailure error={shown.error} onRetry={onRetry} />
  if (shown.phase !== 'cancelled') return null
  return <p className="text-sm text-muted">{shown.text ? t.stopped : t.stoppedBeforeWord}</p>
}

/** What is known of an answer and can be done with it. */
function Particulars({ shown, onRetry }: PartProps) {
  const { openCitation, below } = useConversationActions()
  const { phase, grounding, notes, text, citations } = shown
  const isOver = phase === 'done' || phase === 'cancelled'
  return (
    <>
      <AnswerNotes notes={grounding?.notes ?? notes} />
      {isOver && <SourceList citations={citations} grounding={grounding} onOpen={openCitation} />}
      {isOver && below(text, grounding)}
      <div className="-ms-2 flex h-8 gap-0.5">
        {isOver && <AnswerActions text={text} citations={citations} onRetry={onRetry} />}
      </div>
    </>
  )
}

/** Keeps the place of the first line. */
function Waiting() {
  return (
    <div aria-hidden className="flex h-6 items-center gap-1">
      {[0, 200, 400].map((delay) => (
        <span
          key={delay}
          className="size-1.5 animate-pulse rounded-full bg-muted"
          style={{ animationDelay: `${delay}ms` }}
        />
      ))}
    </div>
  )
}
