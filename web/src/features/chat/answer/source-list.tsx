import { BadgeCheck, ChevronDown } from 'lucide-react'
import { memo, useId, useState } from 'react'

import type { OnOpen } from '@/features/chat/answer/place'
import { answerWords } from '@/features/chat/answer/words'
import type { Citation, Grounding } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const FIRST = 4

export type SourceListProps = {
  citations: readonly Citation[]
  grounding?: Grounding | null
  onOpen: OnOpen
}

/** What an answer cites; those whose words were found come first. */
export const SourceList = memo(({ citations, grounding, onOpen }: SourceListProps) => {
  const t = useWords(answerWords)
  const id = useId()
  const [isWhole, setWhole] = useState(false)
  if (citations.length === 0) return null
  const ordered = [...citations.filter(hasQuote), ...citations.filter((one) => !hasQuote(one))]
  const more = ordered.length - FIRST
  return (
    <div className="mt-2 text-sm">
      <p aria-hidden className="text-xs font-medium text-muted">
        {grounding?.abstained ? t.nearest : t.sources}
      </p>
      <ol id={id} aria-label={t.sources} className="mt-1 flex flex-col gap-1">
        {(isWhole ? ordered : ordered.slice(0, FIRST)).map((citation) => (
          <li key={citation.n}>
            <Source citation={citation} isNear={grounding?.abstained ?? false} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      {more > 0 && (
        <button
          type="button"
          aria-expanded={isWhole}
          aria-controls={id}
          className="mt-1 inline-flex items-center gap-1 rounded px-1.5 py-1 text-xs text-muted hover:bg-sunken"
          onClick={() => {
            setWhole(!isWhole)
          }}
        >
          <ChevronDown aria-hidden className={`size-3.5 ${isWhole ? 'rotate-180' : ''}`} />
          {isWhole ? t.fewerSources : t.moreSources(more)}
        </button>
      )}
    </div>
  )
})
SourceList.displayName = 'SourceList'

const hasQuote = ({ quote }: Citation) => Boolean(quote)

type SourceProps = {
  citation: Citation
  /** It bears nothing out: it is just what comes nearest to the question. */
  isNear: boolean
  onOpen: OnOpen
}

function Source({ citation, isNear, onOpen }: SourceProps) {
  const t = useWords(answerWords)
  const { n, path, page, kb, quote, verified } = citation
  return (
    <button
      type="button"
      title={path}
      className="flex w-full items-start gap-2 rounded-lg border bg-surface px-2.5 py-1.5 text-left hover:bg-sunken"
      onClick={() => {
        onOpen(citation)
      }}
    >
      <span className="mt-0.5 min-w-5 rounded bg-soft px-1 text-center text-xs font-medium tabular-nums">
        {n}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <bdi className="max-w-full truncate font-medium">{path}</bdi>
          {page !== null && <span className="text-xs text-muted">{t.page(page)}</span>}
          <bdi className="max-w-full truncate text-xs text-muted">{kb}</bdi>
          {quote && !isNear && <State isVerified={verified} />}
        </span>
        {quote && (
          <q dir="auto" className="mt-0.5 line-clamp-2 wrap-anywhere text-muted">
            {quote}
          </q>
        )}
      </span>
    </button>
  )
}

function State({ isVerified }: { isVerified: boolean }) {
  const t = useWords(answerWords)
  if (!isVerified) return <span className="text-xs text-warn">{t.notVerifiedShort}</span>
  return (
    <span className="inline-flex items-center gap-0.5 text-xs text-ok">
      <BadgeCheck aria-hidden className="size-3.5" />
      {t.verifiedShort}
    </span>
  )
}
