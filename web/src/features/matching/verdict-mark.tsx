import { clsx } from 'clsx'
import { CircleCheck, CircleQuestionMark, CircleX, Contrast, type LucideIcon } from 'lucide-react'

import { fitWords } from '@/features/matching/words'
import type { JudgementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export type Verdict = JudgementRead['verdict']

export const VERDICTS: readonly Verdict[] = ['met', 'partly', 'absent', 'unknown']

const SIGNS: Record<Verdict, { icon: LucideIcon; look: string }> = {
  met: { icon: CircleCheck, look: 'text-ok' },
  partly: { icon: Contrast, look: 'text-warn' },
  absent: { icon: CircleX, look: 'text-danger' },
  unknown: { icon: CircleQuestionMark, look: 'text-muted' },
}

/** A verdict by its shape and its word; the colour only repeats it. */
export function VerdictMark({ verdict, hasWord = true }: { verdict: Verdict; hasWord?: boolean }) {
  const t = useWords(fitWords)
  const { icon: Icon, look } = SIGNS[verdict]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 font-medium', look)}>
      <Icon aria-hidden className="size-4.5 shrink-0" />
      {hasWord && t.verdicts[verdict]}
    </span>
  )
}

export function VerdictLegend() {
  const t = useWords(fitWords)
  return (
    <dl aria-label={t.legend} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {VERDICTS.map((verdict) => (
        <div key={verdict} className="flex gap-1.5">
          <dt>
            <VerdictMark verdict={verdict} />
          </dt>
          <dd className="text-muted">{t.verdictHints[verdict]}</dd>
        </div>
      ))}
    </dl>
  )
}
