import { useAskedName } from '@/features/matching/asked-name'
import { goToVerdict } from '@/features/matching/verdict-list'
import { fitWords } from '@/features/matching/words'
import type { JobRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const NAMED = /\[(r\d{1,4})\]/

/** Words about a fit; the names of requirements in them lead to the verdicts. */
export function ExplainedText({ text, job }: { text: string; job: JobRead }) {
  const t = useWords(fitWords)
  const { ofRequirement } = useAskedName()
  // Every second piece is the name of a requirement.
  const pieces = text.split(NAMED)
  return (
    <div className="wrap-anywhere whitespace-pre-line">
      {pieces.map((piece, index) => {
        const at = index % 2 === 1 ? job.requirements.findIndex(({ id }) => id === piece) : -1
        const asked = job.requirements[at]
        if (!asked) return index % 2 === 1 ? `[${piece}]` : piece
        const label = t.toRequirement(at + 1, ofRequirement(asked))
        return (
          <button
            key={index}
            type="button"
            aria-label={label}
            data-tooltip={label}
            className="mx-0.5 rounded bg-soft px-1 text-xs font-medium text-accent hover:underline"
            onClick={() => {
              goToVerdict(asked.id)
            }}
          >
            {at + 1}
          </button>
        )
      })}
    </div>
  )
}
