import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { toast } from '@/components/ui/toaster'
import { useOtherTabs } from '@/features/chat/other-tabs'
import {
  beforeMessage,
  messagesQuery,
  postCancel,
  refreshConversation,
} from '@/features/chat/queries'
import { isOpen, turnsOf } from '@/features/chat/turns'
import { useAsk } from '@/features/chat/use-ask'
import { usePreferences } from '@/lib/preferences'
import { Problem, sentenceOf } from '@/lib/problem'
import type { MessageList, MessageRead } from '@/lib/schema.gen'
import { hasEnded } from '@/runs/run-state'
import { useRunPart } from '@/runs/use-run'

const NONE: readonly MessageRead[] = []

/** A conversation: what was asked and answered, what is under way, and how to ask or stop. */
export function useChat(options: Parameters<typeof useAsk>[0]) {
  const { threadId } = options
  const client = useQueryClient()
  const messages = useQuery({ ...messagesQuery(threadId ?? ''), enabled: threadId !== null })
  const { ask, sending, failure } = useAsk(options)

  const stored = storedOf(messages)
  const turns = useMemo(() => {
    // Once it is accepted it is among those that are stored; of a new conversation none are shown.
    const isOnItsWay = sending !== null && (threadId === null || !sending.isAccepted)
    return turnsOf(
      isOnItsWay ? [...beforeMessage(stored, sending.asked.replaces), sending.question] : stored,
    )
  }, [stored, sending, threadId])

  const openTurn = turns.find(isOpen)
  const openRun = openTurn?.question.run_id ?? null
  const isOver = useRunPart(
    openRun,
    ({ state, connection }) => hasEnded(state) || connection === 'ended',
  )
  const isAnswering = openRun !== null && !isOver

  const refresh = useCallback(
    (id: string) => {
      refreshConversation(client, id)
    },
    [client],
  )
  useOtherTabs(threadId, refresh)
  useEffect(() => {
    if (threadId && openRun && isOver) refresh(threadId)
  }, [threadId, openRun, isOver, refresh])

  return {
    turns,
    messages,
    ask,
    asked: sending?.asked,
    failure,
    status: {
      runId: useLast(openRun),
      isSending: sending !== null && !sending.isAccepted,
    },
    isAnswering,
    ...useStop(openRun),
  }
}

/** What is known of a conversation; nothing of one that is there no more. */
function storedOf({ data, error }: { data?: MessageList; error: Error | null }) {
  const isGone = error instanceof Problem && error.status === 404
  return (!isGone && data?.messages) || NONE
}

/** The last value that was there; none at first. */
function useLast<Value>(value: Value | null): Value | null {
  const [last, setLast] = useState(value)
  if (value !== null && value !== last) setLast(value)
  return value ?? last
}

function useStop(runId: string | null) {
  const { locale } = usePreferences()
  const [stopping, setStopping] = useState<string | null>(null)
  const stop = () => {
    if (!runId) return
    setStopping(runId)
    postCancel(runId).catch((error: unknown) => {
      setStopping(null)
      toast(sentenceOf(error, locale))
    })
  }
  return { stop, isStopping: stopping !== null && stopping === runId }
}
