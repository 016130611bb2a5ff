import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { DraftWanted, SessionMessage, SessionStart } from '@/lib/schema.gen'

const MOST = 200

/** Coaching sessions, those that were touched last first. */
export const sessionsQuery = queryOptions({
  queryKey: ['coaching'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/chat/sessions', { params: { query: { limit: MOST } }, signal })),
  select: (list) => list.sessions,
  staleTime: 30_000,
})

const SOON = { query: { wait: false } }

export function useStartSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<SessionStart>) =>
      answerOf(api.POST('/api/chat/start', { params: SOON, body: body as SessionStart })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['threads'] })
      return client.invalidateQueries({ queryKey: ['coaching'] })
    },
  })
}

export type DraftKind = 'letter' | 'cv'
type Wanted = { kind: DraftKind; language: DraftWanted['language'] }

export function useDraft(sessionId: string, threadId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, language }: Wanted) => {
      const body = { language } as DraftWanted
      const params = { ...SOON, path: { session_id: sessionId } }
      return kind === 'letter'
        ? answerOf(api.POST('/api/chat/{session_id}/letter', { params, body }))
        : answerOf(api.POST('/api/chat/{session_id}/cv', { params, body }))
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['threads'] })
      return client.invalidateQueries({ queryKey: ['messages', threadId] })
    },
  })
}

/** A question to the coach, which is answered from both texts. */
export async function askCoach(
  sessionId: string,
  message: { content: string; replaces?: string; anew?: boolean },
  key: string,
) {
  const body = {
    message: message.content,
    ...(message.replaces ? { replaces: message.replaces } : {}),
    ...(message.anew ? { cache: false } : {}),
  } as SessionMessage
  const reply = await answerOf(
    api.POST('/api/chat/{session_id}/message', {
      params: { ...SOON, path: { session_id: sessionId }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )
  return { run_id: reply.run_id, message_id: reply.message_id }
}

export function useRemoveSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (sessionId: string) =>
      answerOf(
        api.DELETE('/api/chat/{session_id}', { params: { path: { session_id: sessionId } } }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['threads'] })
      return client.invalidateQueries({ queryKey: ['coaching'] })
    },
  })
}
