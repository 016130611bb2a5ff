import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

/** Who may write answers, the one that does where none is named first. */
export const languageModelsQuery = queryOptions({
  queryKey: ['language-models'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/models/language', { signal })),
  select: (list) => list.models,
  staleTime: 60_000,
})
