import { PlainAnswer } from '@/features/chat/plain-answer'
import { QuestionText } from '@/features/chat/question-text'
import type { Turn } from '@/features/chat/turns'

/** A turn that is far from what is seen: its bare text, which costs next to nothing. */
export function FarTurn({ question, answer }: Turn) {
  return (
    <>
      <div className="flex flex-col items-end pb-9">
        <QuestionText text={question.content} />
      </div>
      {answer && <PlainAnswer text={answer.content} />}
    </>
  )
}
