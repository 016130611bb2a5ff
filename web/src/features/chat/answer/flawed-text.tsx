import type { ReactNode } from 'react'

import type { Flaw } from '@/features/chat/answer/code-points'
import { answerWords } from '@/features/chat/answer/words'
import { useWords } from '@/lib/words'

type FlawedTextProps = { flaw: Flaw; isLast: boolean; children: ReactNode }

/** A statement that no source bears out: seen discreetly, and said after it. */
export function FlawedText({ flaw, isLast, children }: FlawedTextProps) {
  const t = useWords(answerWords)
  return (
    <span data-grounding={flaw} title={t.flaw[flaw]}>
      {children}
      {isLast && <span className="sr-only select-none"> ({t.flawShort[flaw]})</span>}
    </span>
  )
}
