import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { Chip } from '@/components/ui/chip'
import { factWords } from '@/features/offers/fact-words'
import { useFacts } from '@/features/offers/facts'
import { listWords } from '@/features/offers/list-words'
import type { OfferRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type OfferRowProps = {
  offer: OfferRead
  isSelected: boolean
  onSelect: (isSelected: boolean) => void
  /** How well it fits what is searched for. */
  fit?: string
  children?: ReactNode
}

/** An offer in a list: what it is, where, and whether it is still open. */
export function OfferRow({ offer, isSelected, onSelect, fit, children }: OfferRowProps) {
  const t = useWords(listWords)
  return (
    <li className="flex gap-3 rounded-xl border bg-surface px-4 py-3 has-checked:border-accent">
      <input
        type="checkbox"
        aria-label={t.select(offer.title)}
        className="mt-1 size-5 shrink-0 accent-accent"
        checked={isSelected}
        onChange={({ target }) => {
          onSelect(target.checked)
        }}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <h3 className="min-w-0 font-semibold wrap-anywhere">
            <Link
              to="/offers/$offerId"
              params={{ offerId: offer.offer_id }}
              className="text-accent hover:underline"
            >
              {offer.title}
            </Link>
          </h3>
          {fit && <span className="text-sm text-muted tabular-nums">{fit}</span>}
        </div>
        <OfferFacts offer={offer} />
        {children}
      </div>
    </li>
  )
}

function OfferFacts({ offer }: { offer: OfferRead }) {
  const t = useWords(factWords)
  const facts = useFacts()
  const salary = facts.salary(offer)
  const remote = facts.remote(offer)
  const contract = facts.contract(offer)
  const standing = [
    offer.company ?? t.noCompany,
    facts.places(offer),
    offer.posted_at && t.posted(facts.day(offer.posted_at)),
  ]
  return (
    <>
      <p className="text-sm wrap-anywhere text-muted">{standing.filter(Boolean).join(' · ')}</p>
      <p className="flex flex-wrap gap-1 empty:hidden">
        {offer.state === 'closed' && <Chip tone="warn">{t.closed}</Chip>}
        {contract && <Chip>{contract}</Chip>}
        {remote && <Chip>{remote}</Chip>}
        {salary && <Chip>{salary}</Chip>}
      </p>
    </>
  )
}
