import { clsx } from 'clsx'
import { memo, useRef } from 'react'

import { Answer } from '@/features/chat/answer'
import { FarTurn } from '@/features/chat/far-turn'
import { Question } from '@/features/chat/question'
import { isOpen } from '@/features/chat/turns'
import { useNear } from '@/features/chat/use-near'
import type { MessageRead } from '@/lib/schema.gen'

type TurnItemProps = {
  question: MessageRead
  answer: MessageRead | null
  isLast: boolean
  /** It was asked just now: its answer gets the room below it, and is read from its beginning. */
  isNew: boolean
  /** It is among those that are seen when the conversation opens. */
  startsNear: boolean
}

/** A question and its answer. Those that are out of sight are neither laid out nor painted. */
export const TurnItem = memo(function TurnItem(props: TurnItemProps) {
  const { question, answer, isLast, isNew, startsNear } = props
  const item = useRef<HTMLLIElement>(null)
  const isNear = useNear(item, startsNear) || isLast
  const isEditable = question.message_id !== '' && !isOpen({ question, answer })
  return (
    <li
      ref={item}
      className={clsx(
        'flex flex-col gap-2 px-4 py-3',
        isNew && 'min-h-[calc(100cqh-2rem)]',
        !isLast && '[contain-intrinsic-size:auto_24rem] [content-visibility:auto]',
      )}
    >
      {isNear ? (
        <>
          <Question question={question} isEditable={isEditable} />
          <Answer question={question} answer={answer} isLast={isLast} />
        </>
      ) : (
        <FarTurn question={question} answer={answer} />
      )}
    </li>
  )
})
