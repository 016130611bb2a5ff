import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'

import { summaryText } from '@/app/pages/offers-page'
import { PageFrame } from '@/components/page-frame'
import { Banner } from '@/components/ui/banner'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { StartCoaching } from '@/features/coaching/start-coaching'
import { listWords } from '@/features/offers/list-words'
import { OfferShown } from '@/features/offers/offer-shown'
import { offerWords } from '@/features/offers/offer-words'
import { offerQuery } from '@/features/offers/queries'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'

export function OfferPage() {
  const t = useWords(offerWords)
  const list = useWords(listWords)
  const { offerId = '' } = useParams({ strict: false })
  const { data: offer, error, refetch } = useQuery(offerQuery(offerId))
  const back = (
    <Link to="/offers" className="inline-flex items-center gap-1.5 text-sm text-accent underline">
      <ArrowLeft aria-hidden className="size-4" />
      {t.all}
    </Link>
  )
  return (
    <PageFrame title={offer?.title ?? list.title} actions={back}>
      {offer ? (
        <OfferShown
          key={offer.offer_id}
          offer={offer}
          coaching={<StartCoaching offerId={offer.offer_id} jobTitle={offer.title} />}
          renderText={summaryText}
        />
      ) : error ? (
        <Missing error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </PageFrame>
  )
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useWords(offerWords)
  const isMissing = error instanceof Problem && error.status === 404
  return isMissing ? (
    <Banner tone="warn">{t.missing}</Banner>
  ) : (
    <Failure error={error} onRetry={onRetry} />
  )
}
