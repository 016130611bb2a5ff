import { queryOptions } from '@tanstack/react-query'

import { asRequest, type SearchParams } from '@/features/search/search-params'
import { answerOf, api } from '@/lib/api-client'

/** What is found; while filters change, what was found before stays in its place. */
export function searchQuery(params: SearchParams) {
  return queryOptions({
    queryKey: ['search', params] as const,
    queryFn: ({ signal }) => answerOf(api.POST('/api/search', { body: asRequest(params), signal })),
    enabled: params.q !== '',
    placeholderData: (before, query) => (query?.queryKey[1].q === params.q ? before : undefined),
    staleTime: 30_000,
  })
}
