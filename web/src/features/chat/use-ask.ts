import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'

import { tellOtherTabs } from '@/features/chat/other-tabs'
import { messagesQuery, refreshConversation, showAsked } from '@/features/chat/queries'
import {
  newKey,
  postThread,
  type Asked,
  type Choice,
  type PostQuestion,
} from '@/features/chat/send-question'
import type { MessageRead } from '@/lib/schema.gen'

type AskOptions = {
  /** Null where the first question begins the conversation. */
  threadId: string | null
  /** What a new conversation is begun with; of an existing one, the bases sent along. */
  choice: Choice
  post: PostQuestion
  onBegun: (threadId: string) => void
  /** A question could not be sent; true where it stands in the field again. */
  onFailed: (asked: Asked) => boolean
}

type Sending = { asked: Asked; question: MessageRead; isAccepted: boolean }
export type SendFailure = { asked: Asked; error: unknown; isInField: boolean }

/** Send questions: each is shown at once, and posted once however often it is tried. */
export function useAsk({ threadId, choice, post, onBegun, onFailed }: AskOptions) {
  const client = useQueryClient()
  const [sending, setSending] = useState<Sending | null>(null)
  const [failure, setFailure] = useState<SendFailure | null>(null)
  const attempt = useRef<{ signature: string; key: string } | null>(null)
  const begun = useRef<{ as: string; thread: string } | null>(null)
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])

  const begin = useCallback(
    async (key: string) => {
      // Begun before, and its first question was refused: another one is asked in it.
      const as = JSON.stringify(choice)
      if (begun.current?.as === as) return begun.current.thread
      const thread = await postThread(choice, key)
      begun.current = { as, thread }
      return thread
    },
    [choice],
  )

  const ask = useCallback(
    async (asked: Asked) => {
      const signature = JSON.stringify([threadId, asked, choice])
      // The same question after a failure is the same request.
      if (attempt.current?.signature !== signature) {
        attempt.current = { signature, key: newKey() }
      }
      const { key } = attempt.current
      const question = asMessage(asked.content)
      setFailure(null)
      setSending({ asked, question, isAccepted: false })
      try {
        const thread = threadId ?? (await begin(key))
        const accepted = await post(
          thread,
          asked,
          threadId ? choice : { filters: choice.filters },
          key,
        )
        attempt.current = null
        const kept = { ...question, ...accepted }
        // A refetch under way would show the conversation without it.
        await client.cancelQueries({ queryKey: messagesQuery(thread).queryKey })
        showAsked(client, thread, kept, asked.replaces)
        setSending({ asked, question: kept, isAccepted: true })
        tellOtherTabs(thread)
        void client.invalidateQueries({ queryKey: ['threads'] })
        // Who has gone elsewhere meanwhile stays there.
        if (!threadId && isHere.current) onBegun(thread)
      } catch (error) {
        setSending(null)
        setFailure({ asked, error, isInField: onFailed(asked) })
        if (threadId) refreshConversation(client, threadId)
      }
    },
    [client, threadId, choice, post, begin, onBegun, onFailed],
  )

  return { ask, sending, failure }
}

function asMessage(content: string): MessageRead {
  return {
    message_id: '',
    run_id: null,
    role: 'user',
    content,
    citations: [],
    status: 'complete',
    created_at: new Date().toISOString(),
  }
}
