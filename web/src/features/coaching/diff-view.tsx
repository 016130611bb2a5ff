import { clsx } from 'clsx'

import { linesOf, type DiffLine } from '@/features/coaching/draft-shape'
import { coachingWords } from '@/features/coaching/words'
import { useWords } from '@/lib/words'

const SIGNS = { added: '+', gone: '−', same: '', gap: '' }

/** What was taken away and what was added; the sign tells it as well as the colour. */
export function DiffView({ diff }: { diff: string }) {
  const t = useWords(coachingWords)
  return (
    <details className="text-sm">
      <summary className="cursor-pointer font-semibold">{t.difference}</summary>
      <div
        role="region"
        aria-label={t.difference}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard
        tabIndex={0}
        className="mt-2 max-h-96 overflow-auto rounded-lg border"
      >
        <ul>
          {linesOf(diff).map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </ul>
      </div>
    </details>
  )
}

function Line({ line: { kind, text } }: { line: DiffLine }) {
  const t = useWords(coachingWords)
  if (kind === 'gap')
    return (
      <li aria-hidden className="px-3 text-muted">
        ⋯
      </li>
    )
  return (
    <li
      className={clsx(
        'flex gap-2 px-3 py-0.5 wrap-anywhere',
        kind === 'added' && 'bg-soft',
        kind === 'gone' && 'bg-sunken text-muted line-through',
        kind === 'same' && 'text-muted',
      )}
    >
      <span aria-hidden className="w-3 shrink-0 font-mono">
        {SIGNS[kind]}
      </span>
      <span>
        {kind === 'added' && <span className="sr-only">{t.added} </span>}
        {kind === 'gone' && <span className="sr-only">{t.gone} </span>}
        {text}
      </span>
    </li>
  )
}
