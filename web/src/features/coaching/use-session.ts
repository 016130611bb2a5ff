import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'

import { sessionsQuery } from '@/features/coaching/queries'
import type { SessionRead } from '@/lib/schema.gen'

/** The coaching session that a conversation is; null of any other. */
export function useSession(threadId: string | null): SessionRead | null {
  const { data } = useQuery({ ...sessionsQuery, enabled: threadId !== null })
  return data?.find(({ thread_id: id }) => id === threadId) ?? null
}

/** The same for whoever acts before it is known. */
export function useFindSession() {
  const client = useQueryClient()
  return useCallback(
    async (threadId: string) => {
      const known = await client.ensureQueryData(sessionsQuery).catch(() => null)
      return known?.sessions.find(({ thread_id: id }) => id === threadId) ?? null
    },
    [client],
  )
}
