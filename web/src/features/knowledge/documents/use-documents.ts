import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { documentsQuery } from '@/features/knowledge/queries'
import type { BaseRead } from '@/lib/schema.gen'

const MOST_FOUND = 200

/** The documents of a base; to find some by their path, all that are left are fetched as well. */
export function useDocuments(base: BaseRead, filter: string) {
  const kb = base.name
  const query = useInfiniteQuery(documentsQuery(kb))
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const pages = data?.pages.length
  const wanted = filter.trim().toLowerCase()
  const isLookingOn = wanted !== '' && hasNextPage && !isError

  useEffect(() => {
    if (isLookingOn && !isFetching) void fetchNextPage()
    // Each page asks for the one after it, also where the fetching of two is seen as one.
  }, [isLookingOn, isFetching, pages, fetchNextPage])

  useRefetchAfter(`${base.updated_at} ${base.documents} ${base.ready}`, query.refetch)

  const all = data?.pages.flatMap((page) => page.documents) ?? []
  const found = wanted ? all.filter(({ path }) => path.toLowerCase().includes(wanted)) : all
  const documents = wanted ? found.slice(0, MOST_FOUND) : found
  return { ...query, documents, count: found.length, isLookingOn, isFiltered: wanted !== '' }
}

/** The list follows the figures of its base, which are looked at now and then. */
function useRefetchAfter(figures: string, refetch: () => Promise<unknown>) {
  const before = useRef(figures)
  useEffect(() => {
    if (before.current === figures) return
    before.current = figures
    void refetch()
  }, [figures, refetch])
}
