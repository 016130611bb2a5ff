import { ArrowDown } from 'lucide-react'
import { memo, type ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { TurnItem } from '@/features/chat/turn-item'
import type { Turn } from '@/features/chat/turns'
import { useStickToBottom } from '@/features/chat/use-stick-to-bottom'
import { chatWords } from '@/features/chat/words'
import { useWords } from '@/lib/words'

/** Turns that are drawn whole at once: more than a screen has room for. */
const SEEN_FIRST = 4

type ConversationProps = {
  turns: readonly Turn[]
  /** What stands there without any turn. */
  empty: ReactNode
  /** Another one each time something is asked. */
  asked: unknown
  isAnswering: boolean
}

/** Questions and answers, the newest in sight. */
export const Conversation = memo(function Conversation(props: ConversationProps) {
  const { turns, empty, asked, isAnswering } = props
  const t = useWords(chatWords)
  const { scroller, content, isAway, toLatest, onScroll } = useStickToBottom(
    asked,
    isAnswering,
    turns.length === 0,
  )
  return (
    <div className="relative min-h-32 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        role="log"
        // The status line tells what happens; text that grows is not read out piece by piece.
        aria-live="off"
        aria-label={t.conversation}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard
        tabIndex={0}
        className="[container-type:size] h-full overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div ref={content} className="mx-auto min-h-full w-full max-w-[46rem] py-4">
          {turns.length === 0 && empty}
          <ol className="flex flex-col">
            {turns.map(({ question, answer }, index) => (
              <TurnItem
                // Turns are only added, or replaced from one on.
                key={index}
                question={question}
                answer={answer}
                isLast={index === turns.length - 1}
                isNew={asked !== undefined && index === turns.length - 1}
                startsNear={index >= turns.length - SEEN_FIRST}
              />
            ))}
          </ol>
        </div>
      </div>
      {isAway && turns.length > 0 && (
        <Button
          size="small"
          onClick={toLatest}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 whitespace-nowrap shadow-md"
        >
          <ArrowDown aria-hidden className="size-4" />
          {t.toLatest}
        </Button>
      )}
    </div>
  )
})
