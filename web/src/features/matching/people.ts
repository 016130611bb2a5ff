import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { resumesQuery } from '@/lib/queries/resumes'

/** All whose CV is there: what is looked for by name may stand on any of the pages. */
export function usePeople(isWanted = true) {
  const query = useInfiniteQuery({ ...resumesQuery(null), enabled: isWanted })
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = query
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetching && !error) void fetchNextPage()
  }, [isWanted, hasNextPage, isFetching, error, fetchNextPage])
  return { people: data?.pages.flatMap((page) => page.resumes), error, refetch }
}
