import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { IconButton } from '@/components/ui/icon-button'
import { Skeleton } from '@/components/ui/skeleton'
import { listWords } from '@/features/offers/list-words'
import type { Summary } from '@/features/offers/use-summary'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

const EXTRACTIVE = 'extractive'

type SummaryPanelProps = {
  summary: Summary
  /** How many of those that fit there are, where the newest of them were taken. */
  outOf?: number
  /** The one renderer of what models say. */
  renderText: (text: string, isWriting: boolean) => ReactNode
}

/** What offers are about, in short: as it is written, and by whom. */
export function SummaryPanel({ summary, outOf = 0, renderText }: SummaryPanelProps) {
  const t = useWords(listWords)
  const { number } = useFormat()
  const { count, text, isWriting, error } = summary
  if (!summary.isShown) return null
  return (
    <section
      aria-label={t.summary}
      aria-busy={isWriting}
      className="flex flex-col gap-3 rounded-xl border bg-surface p-4"
    >
      <Head summary={summary} />
      {count > 0 && outOf > count && (
        <p className="text-sm text-muted">{t.newest(number(count))}</p>
      )}
      {error && <Failure error={error} />}
      {text ? renderText(text, isWriting) : isWriting && <Skeleton className="h-24 w-full" />}
      <Numbered offers={summary.offers} />
    </section>
  )
}

function Head({ summary }: { summary: Summary }) {
  const t = useWords(listWords)
  const { number } = useFormat()
  const { count, isWriting, isStopped, model } = summary
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{count ? t.summaryOf(count, number(count)) : t.summary}</h2>
        <div className="flex items-center gap-1">
          {isWriting && count > 0 && (
            <Button size="small" disabled={summary.isStopping} onClick={summary.stop}>
              {t.stop}
            </Button>
          )}
          <IconButton icon={X} size="small" label={t.close} onClick={summary.close} />
        </div>
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {isWriting ? t.writing : isStopped ? t.stopped : model && authorOf(model, t)}
      </p>
    </>
  )
}

function authorOf(model: string, t: typeof listWords.en): string {
  return model === EXTRACTIVE ? t.byCounting : t.byModel(model)
}

function Numbered({ offers }: Pick<Summary, 'offers'>) {
  const t = useWords(listWords)
  if (offers.length < 2) return null
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-muted">{t.numbers}</summary>
      <ol className="flex max-h-64 flex-col gap-1 overflow-y-auto pt-2">
        {offers.map(({ number, offer_id, title, company }) => (
          <li key={number} className="wrap-anywhere">
            {number}.{' '}
            <Link
              to="/offers/$offerId"
              params={{ offerId: offer_id }}
              className="text-accent underline"
            >
              {title}
            </Link>
            {company && <span className="text-muted"> · {company}</span>}
          </li>
        ))}
      </ol>
    </details>
  )
}
