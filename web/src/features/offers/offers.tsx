import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { SearchForm } from '@/components/ui/search-form'
import { BoardSection } from '@/features/offers/boards/board-section'
import { listWords } from '@/features/offers/list-words'
import { OfferFilters } from '@/features/offers/offer-filters'
import { OfferList } from '@/features/offers/offer-list'
import { withoutFilters } from '@/features/offers/offer-params'
import { OfferTools } from '@/features/offers/offer-tools'
import { boardsQuery } from '@/features/offers/queries'
import { SummaryPanel } from '@/features/offers/summary-panel'
import { useOfferParams } from '@/features/offers/use-offer-params'
import { useSelection } from '@/features/offers/use-selection'
import { useSummary } from '@/features/offers/use-summary'
import type { BoardRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type OffersProps = { renderText: (text: string, isWriting: boolean) => ReactNode }

/** The job boards and their offers. */
export function Offers({ renderText }: OffersProps) {
  const { data: boards } = useQuery(boardsQuery)
  return (
    <>
      <BoardSection />
      {boards?.some(hasOffers) && <OffersOfBoards renderText={renderText} />}
    </>
  )
}

const hasOffers = ({ open, closed }: BoardRead) => open + closed > 0

function OffersOfBoards({ renderText }: OffersProps) {
  const t = useWords(listWords)
  const { params, change } = useOfferParams()
  const { selected, select, clear } = useSelection()
  const summary = useSummary()
  return (
    <>
      <SearchForm
        words={t}
        query={params.q}
        onSearch={(q) => {
          change({ q })
        }}
      />
      <OfferFilters params={params} onChange={change} />
      <OfferTools params={params} selected={selected} summary={summary} onUnselect={clear} />
      <SummaryPanel summary={summary} renderText={renderText} />
      <OfferList
        params={params}
        selected={selected}
        onSelect={select}
        onClear={() => {
          change(withoutFilters(params))
        }}
      />
    </>
  )
}
