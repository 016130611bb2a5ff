import { BadgeCheck, CircleHelp } from 'lucide-react'

import { answerWords } from '@/features/chat/answer/words'
import type { Citation } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** The words of the document, and whether they bear out what is said. */
export function Quote({ citation }: { citation: Citation }) {
  const t = useWords(answerWords)
  if (!citation.quote) return null
  const Icon = citation.verified ? BadgeCheck : CircleHelp
  return (
    <>
      <q dir="auto" className="border-l-2 pl-2 wrap-anywhere whitespace-pre-line">
        {citation.quote}
      </q>
      <span
        className={`flex items-start gap-1 text-xs ${citation.verified ? 'text-ok' : 'text-warn'}`}
      >
        <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        {citation.verified ? t.verified : t.notVerified}
      </span>
    </>
  )
}
