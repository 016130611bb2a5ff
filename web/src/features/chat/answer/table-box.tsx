import type { ReactNode } from 'react'

import { answerWords } from '@/features/chat/answer/words'
import { useWords } from '@/lib/words'

/** A table, which scrolls in its own box where it is wider than the page. */
export function TableBox({ children }: { children: ReactNode }) {
  const t = useWords(answerWords)
  return (
    // What scrolls has to be reached by keys as well.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="answer-table" role="region" aria-label={t.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}
