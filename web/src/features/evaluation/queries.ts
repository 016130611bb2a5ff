import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

/** The evaluations that were kept, newest first. */
export const evaluationsQuery = queryOptions({
  queryKey: ['evaluations'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/evaluations', { signal })),
  select: (list) => list.evaluations,
})

/** One with its questions; `latest` is the newest. */
export const evaluationQuery = (id: string) =>
  queryOptions({
    queryKey: ['evaluations', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/evaluations/{evaluation_id}', {
          signal,
          params: { path: { evaluation_id: id } },
        }),
      ),
  })
