import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { listWords } from '@/features/offers/list-words'
import { countFilters, type OfferParams } from '@/features/offers/offer-params'
import { OfferRow } from '@/features/offers/offer-row'
import { Passage } from '@/features/offers/passage'
import { foundQuery, offersQuery } from '@/features/offers/queries'
import type { Selected } from '@/features/offers/use-selection'
import { useFormat } from '@/lib/format'
import type { OfferRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export type OfferListProps = {
  params: OfferParams
  selected: Selected
  onSelect: (offer: OfferRead, isSelected: boolean) => void
  onClear: () => void
}

/** The offers that fit: the newest first, or those first that a search found to fit best. */
export function OfferList(props: OfferListProps) {
  return props.params.q ? <Found {...props} /> : <Listed {...props} />
}

function Listed({ params, selected, onSelect, onClear }: OfferListProps) {
  const t = useWords(listWords)
  const { number } = useFormat()
  const query = useInfiniteQuery(offersQuery(params))
  const { data, error, isFetchingNextPage, isPlaceholderData, hasNextPage } = query
  const offers = data?.pages.flatMap((page) => page.offers)
  const total = data?.pages[0]?.total
  return (
    <Results
      says={total === undefined ? t.loading : t.counted(total, number(total))}
      isOld={isPlaceholderData}
      error={error}
      onRetry={() => void query.refetch()}
      count={offers?.length}
      nothing={<Nothing isNarrowed={countFilters(params) > 0} onClear={onClear} />}
    >
      {offers?.map((offer) => (
        <OfferRow
          key={offer.offer_id}
          offer={offer}
          isSelected={selected.has(offer.offer_id)}
          onSelect={(isSelected) => {
            onSelect(offer, isSelected)
          }}
        />
      ))}
      {hasNextPage && (
        <li className="self-center">
          <Button disabled={isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.more}
          </Button>
        </li>
      )}
    </Results>
  )
}

function Found({ params, selected, onSelect, onClear }: OfferListProps) {
  const t = useWords(listWords)
  const { number, percent } = useFormat()
  const { data, error, isPlaceholderData, refetch } = useQuery(foundQuery(params))
  const count = data?.offers.length
  return (
    <Results
      says={count === undefined ? t.loading : t.found(count, number(count))}
      isOld={isPlaceholderData}
      error={error}
      onRetry={() => void refetch()}
      count={count}
      nothing={<Nothing isNarrowed onClear={onClear} />}
      notes={data?.notes?.map((note) => (
        <Banner key={`${note.kb} ${note.code}`} tone="warn">
          {note.message}
        </Banner>
      ))}
    >
      {data?.offers.map(({ offer, score, passages }) => (
        <OfferRow
          key={offer.offer_id}
          offer={offer}
          fit={t.fits(percent(Math.round(100 * score) / 100))}
          isSelected={selected.has(offer.offer_id)}
          onSelect={(isSelected) => {
            onSelect(offer, isSelected)
          }}
        >
          {passages.slice(0, 1).map((passage) => (
            <Passage key={passage.chunk_id} text={passage.text} query={params.q} />
          ))}
        </OfferRow>
      ))}
    </Results>
  )
}

type ResultsProps = {
  says: string
  isOld: boolean
  error: Error | null
  onRetry: () => void
  /** Nothing before the first answer. */
  count: number | undefined
  nothing: ReactNode
  notes?: ReactNode
  children: ReactNode
}

function Results({ says, isOld, error, onRetry, count, nothing, notes, children }: ResultsProps) {
  const t = useWords(listWords)
  return (
    <section aria-label={t.results} className="flex flex-col gap-3">
      <p role="status" className="min-h-6 text-sm text-muted">
        {!error && says}
      </p>
      {error && <Failure error={error} onRetry={onRetry} />}
      {notes}
      {count === undefined && !error && <ListSkeleton />}
      {count === 0 && !error && nothing}
      {count !== undefined && count > 0 && (
        <ol className={`flex flex-col gap-2.5 ${isOld ? 'opacity-60' : ''}`}>{children}</ol>
      )}
    </section>
  )
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  const t = useWords(listWords)
  return (
    <EmptyState icon={SearchX} title={isNarrowed ? t.nothing : t.noOffers}>
      <p>{isNarrowed ? t.nothingHint : t.noOffersHint}</p>
      {isNarrowed && (
        <Button size="small" onClick={onClear}>
          {t.clear}
        </Button>
      )}
    </EmptyState>
  )
}

function ListSkeleton() {
  return (
    <div className="flex flex-col gap-2.5">
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex flex-col gap-2 rounded-xl border bg-surface px-4 py-3">
          <Skeleton className="h-5 w-56 max-w-full" />
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-5 w-32" />
        </div>
      ))}
    </div>
  )
}
