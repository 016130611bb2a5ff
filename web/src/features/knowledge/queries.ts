import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { BaseRead } from '@/lib/schema.gen'

const AT_ONCE = 200
const POLLED_MS = 2_000
// Somebody else, or a watched folder, may change a base meanwhile.
const SELDOM_MS = 15_000

/** Whether files of a base are still being read, whoever sent them. */
export function unreadOf(base: Pick<BaseRead, 'documents' | 'ready' | 'failed'>): number {
  return Math.max(0, base.documents - base.ready - base.failed)
}

/** A base with its figures; they are looked at again for as long as something is being read. */
export const baseQuery = (kb: string) =>
  queryOptions({
    queryKey: ['bases', kb],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/kbs/{kb}', { params: { path: { kb } }, signal })),
    refetchInterval: ({ state }) =>
      state.data && unreadOf(state.data) > 0 ? POLLED_MS : SELDOM_MS,
  })

/** The documents of a base by path, some at a time. */
export const documentsQuery = (kb: string) =>
  infiniteQueryOptions({
    queryKey: ['bases', kb, 'documents'],
    queryFn: ({ signal, pageParam: after }) =>
      answerOf(
        api.GET('/api/kbs/{kb}/documents', {
          params: { path: { kb }, query: { limit: AT_ONCE, after } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => {
      const shown = state.data?.pages.flatMap((page) => page.documents) ?? []
      return shown.some(({ state: of }) => of !== 'ready' && of !== 'failed') ? POLLED_MS : false
    },
  })

export const watchesQuery = (kb: string) =>
  queryOptions({
    queryKey: ['bases', kb, 'watches'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/kbs/{kb}/watches', { params: { path: { kb } }, signal })),
    select: (list) => list.watches,
    refetchInterval: SELDOM_MS,
  })

export const watchedFilesQuery = (kb: string, watchId: string) =>
  infiniteQueryOptions({
    queryKey: ['bases', kb, 'watches', watchId],
    queryFn: ({ signal, pageParam: after }) =>
      answerOf(
        api.GET('/api/kbs/{kb}/watches/{watch_id}/files', {
          params: { path: { kb, watch_id: watchId }, query: { limit: AT_ONCE, after } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => {
      const files = state.data?.pages.flatMap((page) => page.files) ?? []
      return files.some(({ state: of }) => of === 'waiting' || of === 'reading') ? POLLED_MS : false
    },
  })

/** The models that may embed a base, those that are ready first. */
export const embeddingModelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/models', { signal })),
  select: ({ models }) => models.filter((model) => model.use === 'embedding'),
  staleTime: 60_000,
})
