import type { ReactNode } from 'react'

import { Banner } from '@/components/ui/banner'
import { useFacts } from '@/features/offers/facts'
import { OfferActions } from '@/features/offers/offer-actions'
import { OfferFacts } from '@/features/offers/offer-facts'
import { OfferText } from '@/features/offers/offer-text'
import { offerWords } from '@/features/offers/offer-words'
import { SummaryPanel } from '@/features/offers/summary-panel'
import { useSummary } from '@/features/offers/use-summary'
import type { OfferWhole } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type OfferShownProps = {
  offer: OfferWhole
  coaching: ReactNode
  renderText: (text: string, isWriting: boolean) => ReactNode
}

/** An offer, open or closed: facts, what can be done, its text. */
export function OfferShown({ offer, coaching, renderText }: OfferShownProps) {
  const t = useWords(offerWords)
  const facts = useFacts()
  const summary = useSummary()
  return (
    <>
      {offer.state === 'closed' && (
        <Banner tone="warn">{t.closedOn(facts.day(offer.closed_at ?? offer.changed_at))}</Banner>
      )}
      <OfferActions offer={offer} summary={summary} coaching={coaching} />
      <SummaryPanel summary={summary} renderText={renderText} />
      <OfferFacts offer={offer} />
      <OfferText offer={offer} />
    </>
  )
}
