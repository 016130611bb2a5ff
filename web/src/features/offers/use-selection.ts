import { useState } from 'react'

import type { OfferRead } from '@/lib/schema.gen'

export type Selected = ReadonlyMap<string, OfferRead>

/** The offers that somebody ticked, in their order, for as long as the page is shown. */
export function useSelection() {
  const [selected, setSelected] = useState<Selected>(new Map())
  return {
    selected,
    select: (offer: OfferRead, isSelected: boolean) => {
      const next = new Map(selected)
      if (isSelected) next.set(offer.offer_id, offer)
      else next.delete(offer.offer_id)
      setSelected(next)
    },
    clear: () => {
      setSelected(new Map())
    },
  }
}
