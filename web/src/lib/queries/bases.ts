import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

/** The knowledge bases, by name. Whoever changes one invalidates `['bases']`. */
export const basesQuery = queryOptions({
  queryKey: ['bases'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/kbs', { signal })),
  select: (list) => list.kbs,
})
