import { useEffect, useRef } from 'react'

import { Chip } from '@/components/ui/chip'
import { useAskedName } from '@/features/matching/asked-name'
import { Quotes } from '@/features/matching/quotes'
import { requirementWords } from '@/features/matching/requirement-words'
import { VerdictMark } from '@/features/matching/verdict-mark'
import { fitWords } from '@/features/matching/words'
import type { OpenedDocument } from '@/lib/opened-document'
import type { JobRead, MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type VerdictListProps = {
  match: MatchRead
  job: JobRead
  /** The requirement that one came for. */
  looked: string
  onOpen: (place: OpenedDocument) => void
}

export const idOfVerdict = (requirementId: string) => `verdict-${requirementId}`

/** Bring a verdict into view, and the reader to it. */
export function goToVerdict(requirementId: string) {
  const element = document.getElementById(idOfVerdict(requirementId))
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'center' })
}

/** Every requirement with its verdict, why, and the lines of the CV. */
export function VerdictList({ match, job, looked, onOpen }: VerdictListProps) {
  const t = useWords(fitWords)
  const { needs, weightOf } = useWords(requirementWords)
  const { ofRequirement } = useAskedName()
  const arrivedFor = useRef(looked)
  useEffect(() => {
    if (arrivedFor.current) goToVerdict(arrivedFor.current)
  }, [])
  return (
    <section aria-label={t.verdictList} className="min-w-0 rounded-xl border bg-surface">
      <ol className="flex flex-col divide-y">
        {job.requirements.map((one, index) => {
          const judged = match.judgements[index]
          return (
            judged && (
              <li
                key={one.id}
                id={idOfVerdict(one.id)}
                tabIndex={-1}
                className="flex flex-col gap-1.5 p-4 first:rounded-t-xl last:rounded-b-xl"
              >
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <VerdictMark verdict={judged.verdict} />
                  <Chip tone={one.need === 'gate' ? 'danger' : 'neutral'}>{needs[one.need]}</Chip>
                  <span className="text-sm text-muted">{weightOf(one.weight ?? 0)}</span>
                </div>
                <p className="font-medium wrap-anywhere">{ofRequirement(one)}</p>
                <p className="text-sm wrap-anywhere text-muted">{judged.reason}</p>
                <Quotes match={match} requirementId={one.id} onOpen={onOpen} />
              </li>
            )
          )
        })}
      </ol>
    </section>
  )
}
