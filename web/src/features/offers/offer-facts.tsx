import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { useFacts } from '@/features/offers/facts'
import { offerWords } from '@/features/offers/offer-words'
import { boardsQuery } from '@/features/offers/queries'
import type { OfferWhole } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What is known of an offer beside its text; what its board does not tell is left out. */
export function OfferFacts({ offer }: { offer: OfferWhole }) {
  const t = useWords(offerWords)
  const facts = useFacts()
  const { data: boards = [] } = useQuery(boardsQuery)
  const board = boards.find((one) => one.board_id === offer.board_id)?.name
  const told: (readonly [string, React.ReactNode])[] = [
    [t.company, offer.company],
    [t.places, facts.places(offer)],
    [t.contract, facts.contract(offer)],
    [t.remote, facts.remote(offer)],
    [t.salary, facts.salary(offer)],
    [t.sector, offer.sector],
    [t.posted, offer.posted_at && facts.day(offer.posted_at)],
    [t.starts, offer.starts_at && facts.day(offer.starts_at)],
    [t.expires, offer.expires_at && facts.day(offer.expires_at)],
    [t.language, offer.language && facts.language(offer.language)],
    [t.tags, offer.tags.join(', ')],
    [t.board, board && <BoardLink name={board} />],
    [t.changed, facts.day(offer.changed_at)],
  ]
  return (
    <dl
      aria-label={t.facts}
      className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-x-5 gap-y-3 rounded-xl border bg-surface p-4 text-sm"
    >
      {told.map(([name, value]) =>
        value ? (
          <div key={name} className="min-w-0">
            <dt className="text-muted">{name}</dt>
            <dd className="font-medium wrap-anywhere">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

function BoardLink({ name }: { name: string }) {
  return (
    <Link to="/offers" search={{ boards: name } as object} className="text-accent underline">
      {name}
    </Link>
  )
}
