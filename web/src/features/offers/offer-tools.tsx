import { useQuery } from '@tanstack/react-query'
import { ChartColumn, TextQuote } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { AskButton } from '@/features/offers/asking/ask-button'
import { chosenOffers, fittingOffers } from '@/features/offers/asking/asked-offers'
import { askingWords } from '@/features/offers/asking/asking-words'
import { listWords } from '@/features/offers/list-words'
import { addressOf, narrowingOf, type OfferParams } from '@/features/offers/offer-params'
import { boardsQuery, foundQuery } from '@/features/offers/queries'
import { SaveMenu } from '@/features/offers/save-menu'
import type { Selected } from '@/features/offers/use-selection'
import type { Summary } from '@/features/offers/use-summary'
import { useFormat } from '@/lib/format'
import type { FoundRead, OfferRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const offerOf = ({ offer }: FoundRead) => offer
const idOf = ({ offer_id: id }: OfferRead) => id

type OfferToolsProps = {
  params: OfferParams
  selected: Selected
  summary: Summary
  onUnselect: () => void
}

/** What can be done with the offers that were ticked, or else with all that fit. */
export function OfferTools({ params, selected, summary, onUnselect }: OfferToolsProps) {
  const t = useWords(listWords)
  const ask = useWords(askingWords)
  const { number } = useFormat()
  const { data: boards = [] } = useQuery(boardsQuery)
  const { data: found } = useQuery({ ...foundQuery(params), enabled: params.q !== '' })
  const isSome = selected.size > 0
  // Without any ticked, those that are shown: what a search found, or all that fit.
  const shown = isSome
    ? [...selected.values()]
    : params.q
      ? (found?.offers ?? []).map(offerOf)
      : null
  return (
    <div className="flex flex-wrap items-center gap-2">
      <AskButton
        text={ask.ask}
        size="small"
        look="primary"
        asked={shown ? chosenOffers(shown, boards) : fittingOffers(params)}
      />
      <Button
        size="small"
        disabled={summary.isWriting || (shown !== null && shown.length === 0)}
        onClick={() => {
          summary.begin(shown ? { offers: shown.map(idOf) } : narrowingOf(params))
        }}
      >
        <TextQuote aria-hidden className="size-4" />
        {t.summarise}
      </Button>
      {isSome ? (
        <>
          <span role="status" className="text-sm text-muted">
            {t.selected(selected.size, number(selected.size))}
          </span>
          <Button size="small" look="quiet" onClick={onUnselect}>
            {t.unselect}
          </Button>
        </>
      ) : (
        <>
          <a
            href={addressOf('/api/offers/report', params)}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-8 items-center gap-2 rounded-lg border bg-surface px-2.5 text-sm font-medium hover:bg-sunken"
          >
            <ChartColumn aria-hidden className="size-4" />
            {t.report}
            <span className="sr-only">{t.newTab}</span>
          </a>
          <SaveMenu params={params} disabled={false} />
        </>
      )}
    </div>
  )
}
