import { queryOptions, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'

import {
  keepAsked,
  keptAsked,
  readAsked,
  sentOf,
  type AskedOffers,
} from '@/features/offers/asking/asked-offers'
import { narrowingOf } from '@/features/offers/offer-params'
import { answerOf, api } from '@/lib/api-client'
import type { Scope } from '@/lib/schema.gen'

/** Where a conversation about these offers has to look. */
export const scopeQuery = (asked: AskedOffers | null) =>
  queryOptions({
    queryKey: ['offers', 'scope', asked],
    queryFn: ({ signal }): Promise<Scope> | Scope => {
      if (asked?.kind === 'chosen') {
        const { kbs, documents } = asked
        return { kbs, documents, offers: documents.length, is_cut: false }
      }
      const query = asked ? narrowingOf(asked.params) : {}
      return answerOf(api.GET('/api/offers/scope', { params: { query }, signal }))
    },
    enabled: asked !== null,
    staleTime: 60_000,
  })

/**
 * The offers that a chat is about: of a new one as its address says, of one that was begun as this
 * browser remembers. The server narrows each question by itself.
 */
export function useAskedOffers(threadId: string | null) {
  const { offers }: { offers?: unknown } = useSearch({ strict: false })
  const navigate = useNavigate()
  const [left, setLeft] = useState<string | null>(null)
  const asked = useMemo(() => {
    if (threadId === null) return readAsked(offers)
    return left === threadId ? null : keptAsked(threadId)
  }, [threadId, offers, left])
  const { data: scope, error, isPending, refetch } = useQuery(scopeQuery(asked))
  const isNarrowed = asked !== null && scope !== undefined && scope.kbs.length > 0
  const sent = useMemo(() => (isNarrowed && scope ? sentOf(scope) : null), [isNarrowed, scope])
  return {
    asked,
    scope: asked && (scope ?? null),
    /** What goes along with a question; null where nothing is narrowed. */
    sent,
    error: asked && !scope ? error : null,
    isPending: asked !== null && isPending,
    refetch: () => void refetch(),
    /** Remember for a conversation that was begun. */
    keep: (begun: string) => {
      if (asked) keepAsked(begun, asked)
    },
    leave: () => {
      if (threadId === null) {
        const search = (others: object): object => ({ ...others, offers: undefined })
        void navigate({ to: '.', search, replace: true })
        return
      }
      keepAsked(threadId, null)
      setLeft(threadId)
    },
  }
}

export type AskedAbout = ReturnType<typeof useAskedOffers>
