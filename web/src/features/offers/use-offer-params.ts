import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import { readOfferParams, writeOfferParams, type OfferParams } from '@/features/offers/offer-params'

/** The offers that the address tells, and how to have it tell others. */
export function useOfferParams() {
  const address: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const params = useMemo(() => readOfferParams(address), [address])
  const change = (changed: Partial<OfferParams>) => {
    const next = { ...params, ...changed }
    void navigate({
      to: '.',
      // Going back leads to the query before, not through each filter.
      replace: next.q === params.q,
      search: (others: Record<string, unknown>) => ({ ...others, ...writeOfferParams(next) }),
    })
  }
  return { params, change }
}
