import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

/** What may be taken in, and how much of it at once. */
export const limitsQuery = queryOptions({
  queryKey: ['limits'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/limits', { signal })),
  staleTime: Infinity,
})
