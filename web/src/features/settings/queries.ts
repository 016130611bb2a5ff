import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import { Problem } from '@/lib/problem'

export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/server', { signal })),
})

/** Whether the server finds itself in order; that it does not is an answer, too. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => {
    try {
      await api.GET('/health/ready', { signal })
      return true
    } catch (error) {
      if (error instanceof Problem && error.status === 503) return false
      throw error
    }
  },
})
