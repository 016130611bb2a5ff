import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

export function publicChatQuery(link: string) {
  return queryOptions({
    queryKey: ['public', link],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/public/{token}', { params: { path: { token: link } }, signal })),
    staleTime: 60_000,
  })
}
