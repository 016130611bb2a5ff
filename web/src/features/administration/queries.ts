import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

const EVERY = 15_000
export const ENTRIES = 100

/** How the server is; asked again for as long as somebody looks. */
export const overviewQuery = queryOptions({
  queryKey: ['administration', 'overview'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/admin/overview', { signal })),
  refetchInterval: EVERY,
})

/** Who did what to one's things; for who looks after accounts, to those of all too. */
export const historyQuery = queryOptions({
  queryKey: ['administration', 'history'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/audit', { params: { query: { limit: ENTRIES } }, signal })),
  select: ({ entries }) => entries,
})
