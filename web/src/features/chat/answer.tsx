import { AnswerBody } from '@/features/chat/answer-body'
import { missingAnswer, storedAnswer, streamedAnswer } from '@/features/chat/shown-answer'
import type { MessageRead } from '@/lib/schema.gen'
import { useRun } from '@/runs/use-run'

type AnswerProps = {
  question: MessageRead
  answer: MessageRead | null
  isLast: boolean
}

/** The same parts in the same places while it is streamed and when it is stored. */
export function Answer({ question, answer, isLast }: AnswerProps) {
  const isOver = answer !== null || !!question.run_status
  const { state } = useRun(isOver ? null : question.run_id)
  const shown = answer
    ? storedAnswer(answer)
    : isOver
      ? missingAnswer(question)
      : streamedAnswer(state)
  return <AnswerBody question={question} shown={shown} isLast={isLast} />
}
