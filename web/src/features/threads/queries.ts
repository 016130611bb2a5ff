import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query'

import { toast } from '@/components/ui/toaster'
import { applied, without, type Cached } from '@/features/threads/cached-threads'
import { answerOf, api } from '@/lib/api-client'
import { changePreferences, preferences, usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { ThreadChange, ThreadCreate } from '@/lib/schema.gen'

const PAGE = 40
const RUNNING_POLL_MS = 4_000

export type ThreadFilter = { archived: boolean; q: string }

/** Conversations, newest activity first; looked at again and again only while one is answered. */
export const threadsQuery = ({ archived, q }: ThreadFilter) =>
  infiniteQueryOptions({
    queryKey: ['threads', 'list', { archived, q }],
    queryFn: ({ signal, pageParam }) =>
      answerOf(
        api.GET('/api/threads', {
          signal,
          params: {
            query: { limit: PAGE, archived: `${archived}`, q: q || null, cursor: pageParam },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.threads.some((thread) => thread.active_run_id))
        ? RUNNING_POLL_MS
        : false,
  })

export const threadQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['threads', 'one', threadId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/threads/{thread_id}', {
          signal,
          params: { path: { thread_id: threadId } },
        }),
      ),
  })

/** Have all that shows conversations look again: after a question, and when it is answered. */
export function refreshThreads(client: QueryClient) {
  return client.invalidateQueries({ queryKey: ['threads'] })
}

export function useCreateThread() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ThreadCreate) => answerOf(api.POST('/api/threads', { body })),
    onSuccess: (thread) => {
      client.setQueryData(threadQuery(thread.thread_id).queryKey, thread)
      return refreshThreads(client)
    },
  })
}

type Changed = { threadId: string; change: ThreadChange }

/** Rename, archive or bring back, choose mode or model; shown at once, undone if refused. */
export function useChangeThread() {
  const shown = useShownAtOnce()
  return useMutation({
    mutationFn: ({ threadId, change }: Changed) =>
      answerOf(
        api.PATCH('/api/threads/{thread_id}', {
          body: change,
          params: { path: { thread_id: threadId } },
        }),
      ),
    onMutate: ({ threadId, change }) => shown.apply(applied(threadId, change)),
    onError: shown.undo,
    onSuccess: (_, { threadId, change }) => {
      if (change.archived) forgetThread(threadId)
    },
    onSettled: shown.refresh,
  })
}

export function useDeleteThread() {
  const client = useQueryClient()
  const shown = useShownAtOnce()
  return useMutation({
    mutationFn: (threadId: string) =>
      answerOf(
        api.DELETE('/api/threads/{thread_id}', { params: { path: { thread_id: threadId } } }),
      ),
    onMutate: (threadId) => shown.apply(without(threadId)),
    onError: shown.undo,
    onSuccess: (_, threadId) => {
      // Going back in the browser would show it once more.
      client.removeQueries({ queryKey: threadQuery(threadId).queryKey, type: 'inactive' })
      client.removeQueries({ queryKey: ['messages', threadId], type: 'inactive' })
    },
    onSettled: shown.refresh,
  })
}

/** The page opens with it no more. */
export function forgetThread(threadId: string) {
  if (preferences().lastThread === threadId) changePreferences({ lastThread: null })
}

/** A change made to all that is shown, before the server has agreed. */
function useShownAtOnce() {
  const client = useQueryClient()
  const { locale } = usePreferences()
  return {
    apply: async (change: (cached: Cached) => Cached) => {
      await client.cancelQueries({ queryKey: ['threads'] })
      const before = client.getQueriesData<Cached>({ queryKey: ['threads'] })
      for (const [key, cached] of before) {
        if (cached) client.setQueryData(key, change(cached))
      }
      return before
    },
    undo: (error: Error, _: unknown, before?: [readonly unknown[], Cached | undefined][]) => {
      before?.forEach(([key, cached]) => client.setQueryData(key, cached))
      toast(sentenceOf(error, locale))
    },
    refresh: () => refreshThreads(client),
  }
}
