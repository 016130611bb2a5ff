import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink, FileText, ListChecks, TextQuote } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { AskButton } from '@/features/offers/asking/ask-button'
import { chosenOffers } from '@/features/offers/asking/asked-offers'
import { askingWords } from '@/features/offers/asking/asking-words'
import { listWords } from '@/features/offers/list-words'
import { offerWords } from '@/features/offers/offer-words'
import { boardsQuery } from '@/features/offers/queries'
import type { Summary } from '@/features/offers/use-summary'
import { useOpenedDocument } from '@/lib/opened-document'
import type { OfferWhole } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const LINK =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border bg-surface px-4 font-medium hover:bg-sunken'

type OfferActionsProps = {
  offer: OfferWhole
  summary: Summary
  /** What begins coaching for it. */
  coaching: ReactNode
}

/** What can be done with an offer. A closed one is in no index, so that it cannot be asked about. */
export function OfferActions({ offer, summary, coaching }: OfferActionsProps) {
  const t = useWords(offerWords)
  const list = useWords(listWords)
  const ask = useWords(askingWords)
  const { data: boards = [] } = useQuery(boardsQuery)
  const { open } = useOpenedDocument()
  const { document_id: doc } = offer
  return (
    <div className="flex flex-wrap gap-2">
      <Link to="/fit" search={{ offer: offer.offer_id } as object} className={LINK}>
        <ListChecks aria-hidden className="size-4" />
        {t.fit}
      </Link>
      {coaching}
      {offer.state === 'open' && (
        <AskButton text={ask.askOne} asked={chosenOffers([offer], boards)} />
      )}
      <Button
        disabled={summary.isWriting}
        onClick={() => {
          summary.begin({ offers: [offer.offer_id] })
        }}
      >
        <TextQuote aria-hidden className="size-4" />
        {list.summariseOne}
      </Button>
      {doc && (
        <Button
          onClick={() => {
            open({ doc })
          }}
        >
          <FileText aria-hidden className="size-4" />
          {t.document}
        </Button>
      )}
      {offer.url && /^https?:\/\//i.test(offer.url) && (
        <a href={offer.url} target="_blank" rel="noopener noreferrer" className={LINK}>
          <ExternalLink aria-hidden className="size-4" />
          {t.source}
          <span className="sr-only">{t.newTab}</span>
        </a>
      )}
    </div>
  )
}
