import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import {
  readSearchParams,
  writeSearchParams,
  type SearchParams,
} from '@/features/search/search-params'

/** The search that the address tells, and how to have it tell another. */
export function useSearchParams() {
  const address: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const params = useMemo(() => readSearchParams(address), [address])
  const change = (changed: Partial<SearchParams>) => {
    const next = { ...params, ...changed }
    void navigate({
      to: '.',
      // Going back leads to the query before, not through each filter.
      replace: next.q === params.q,
      search: (others: Record<string, unknown>) => ({ ...others, ...writeSearchParams(next) }),
    })
  }
  return { params, change }
}
