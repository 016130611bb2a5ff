import { queryOptions, type QueryClient } from '@tanstack/react-query'

import { isOpen, turnsOf } from '@/features/chat/turns'
import { answerOf, api } from '@/lib/api-client'
import type { MessageList, MessageRead } from '@/lib/schema.gen'

export const messagesQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['messages', threadId],
    queryFn: async ({ signal }) => {
      const asked = api.GET('/api/threads/{thread_id}/messages', {
        signal,
        params: { path: { thread_id: threadId } },
      })
      // Tuples are lists of any length to the client, and as they were to whoever reads them.
      return (await answerOf(asked)) as MessageList
    },
    // Another tab or program may ask in the same conversation: whoever looks again sees it. What
    // was fetched while the pointer came near is not fetched twice.
    staleTime: 2_000,
  })

/**
 * Show a question that the server has taken, and nothing of what it replaces. Where what stands
 * before it is not known, or not how it ended, that is fetched.
 */
export function showAsked(
  client: QueryClient,
  threadId: string,
  asked: MessageRead,
  replaces: string | undefined,
) {
  const { queryKey } = messagesQuery(threadId)
  const known = client.getQueryData<MessageList>(queryKey)
  // A question whose acceptance was lost on the way is among them already.
  const others = known?.messages.filter(({ message_id: id }) => id !== asked.message_id) ?? []
  const before = beforeMessage(others, replaces)
  client.setQueryData<MessageList>(queryKey, { messages: [...before, asked] })
  if (!known || turnsOf(before).some(isOpen)) void client.invalidateQueries({ queryKey })
}

/** The messages that stand before one; all of them without one. */
export function beforeMessage(messages: readonly MessageRead[], id: string | undefined) {
  const at = id ? messages.findIndex((message) => message.message_id === id) : -1
  return at < 0 ? messages : messages.slice(0, at)
}

/** Have what is shown of a conversation come anew, also where conversations are listed. */
export function refreshConversation(client: QueryClient, threadId: string) {
  void client.invalidateQueries({ queryKey: messagesQuery(threadId).queryKey })
  void client.invalidateQueries({ queryKey: ['threads'] })
}

export function postCancel(runId: string) {
  return answerOf(api.POST('/api/runs/{run_id}/cancel', { params: { path: { run_id: runId } } }))
}
