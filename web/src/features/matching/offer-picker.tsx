import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { choiceWords } from '@/features/matching/choice-words'
import { offersQuery } from '@/features/matching/queries'
import { useWords } from '@/lib/words'

const PAUSE_MS = 250

/** An open offer by words of its title. */
export function OfferPicker({ onChoose }: { onChoose: (offerId: string) => void }) {
  const t = useWords(choiceWords)
  const [title, setTitle] = useState('')
  const { data, error, refetch } = useQuery(offersQuery(useSettled(title.trim())))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-40 w-full" />
  return (
    <>
      <TextField
        label={t.findOffer}
        placeholder={t.offerHint}
        type="search"
        value={title}
        onChange={(event) => {
          setTitle(event.target.value)
        }}
      />
      {data.offers.length === 0 && (
        <p role="status" className="text-sm text-muted">
          {title.trim() ? t.noOffers : t.noneYet}{' '}
          <Link to="/offers" className="text-accent underline">
            {t.toOffers}
          </Link>
        </p>
      )}
      <ul aria-label={t.offers} className="max-h-64 overflow-y-auto">
        {data.offers.map((offer) => (
          <li key={offer.offer_id}>
            <button
              type="button"
              className="min-h-9 w-full rounded-lg px-2 py-1 text-left wrap-anywhere hover:bg-sunken"
              onClick={() => {
                onChoose(offer.offer_id)
              }}
            >
              {offer.title}
              {offer.company && <span className="text-sm text-muted"> · {offer.company}</span>}
            </button>
          </li>
        ))}
      </ul>
      {data.total > data.offers.length && (
        <p className="text-sm text-muted">{t.more(data.total - data.offers.length)}</p>
      )}
    </>
  )
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [value])
  return settled
}
