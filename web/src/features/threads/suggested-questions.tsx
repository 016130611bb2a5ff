import { queryOptions, useQuery } from '@tanstack/react-query'

import { Skeleton } from '@/components/ui/skeleton'
import { threadsWords } from '@/features/threads/words'
import { answerOf, api } from '@/lib/api-client'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const SHOWN = 6

const suggestionsQuery = (kb: string) =>
  queryOptions({
    queryKey: ['suggestions', kb],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/kbs/{kb}/suggestions', {
          signal,
          params: { path: { kb }, query: { limit: SHOWN } },
        }),
      ),
    select: (answer) => answer.suggestions,
    // Other questions would take their place under the pointer.
    staleTime: Infinity,
  })

type SuggestedQuestionsProps = { base: BaseRead | undefined; onAsk: (question: string) => void }

/** Questions that the base answers, to be asked with one press. */
export function SuggestedQuestions({ base, onAsk }: SuggestedQuestionsProps) {
  const t = useWords(threadsWords)
  const questions = useQuery({ ...suggestionsQuery(base?.kb_id ?? ''), enabled: Boolean(base) })
  if (questions.isError || questions.data?.length === 0) return null
  return (
    <section aria-label={t.fromBase} className="flex flex-col gap-2">
      <h2 className="text-center text-sm text-balance text-muted">
        {t.fromBase} <bdi className="font-medium wrap-anywhere">{base?.name}</bdi>
      </h2>
      <ul className="grid gap-2 sm:grid-cols-2">
        {questions.data?.map((question) => (
          <li key={question}>
            <button
              type="button"
              dir="auto"
              onClick={() => {
                onAsk(question)
              }}
              className="h-full min-h-14 w-full rounded-xl border bg-surface px-4 py-2.5 text-start hover:border-accent hover:bg-soft"
            >
              {question}
            </button>
          </li>
        )) ??
          Array.from({ length: SHOWN }, (_, index) => (
            <li key={index}>
              <Skeleton className="h-14 w-full rounded-xl" />
            </li>
          ))}
      </ul>
    </section>
  )
}
