import { CornerDownRight } from 'lucide-react'

import { useConversationActions } from '@/features/chat/conversation-actions'
import { chatWords } from '@/features/chat/words'
import { useWords } from '@/lib/words'

/** Questions to ask next, which the documents answer. */
export function Suggestions({ questions }: { questions: readonly string[] }) {
  const t = useWords(chatWords)
  const { ask } = useConversationActions()
  if (questions.length === 0) return null
  return (
    <section aria-label={t.next} className="flex flex-col items-start gap-1.5">
      <h3 className="text-xs font-medium text-muted">{t.next}</h3>
      {questions.map((question) => (
        <button
          key={question}
          type="button"
          onClick={() => {
            ask({ content: question })
          }}
          className="flex items-start gap-2 rounded-lg border bg-surface px-3 py-1.5 text-start text-sm hover:bg-sunken"
        >
          <CornerDownRight aria-hidden className="mt-1 size-3.5 shrink-0 text-muted" />
          <span className="min-w-0 wrap-anywhere">{question}</span>
        </button>
      ))}
    </section>
  )
}
