import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import { useChangeThread } from '@/features/threads/queries'
import { basesQuery } from '@/lib/queries/bases'
import type { ThreadRead } from '@/lib/schema.gen'

export type ChatMode = 'hybrid' | 'strict'

/** What a conversation asks, and how: `null` is all bases, and the model of the settings. */
export type ChatChoice = { kbs: string[] | null; mode: ChatMode; model: string | null }

const FIRST: ChatChoice = { kbs: null, mode: 'hybrid', model: null }
const keyOf = (threadId: string) => `folioscope.bases.${threadId}`

/** The choice for a conversation that is not begun; the address may name a base: `?kb=cvs`. */
export function useNewChatChoice() {
  const { kb }: { kb?: unknown } = useSearch({ strict: false })
  const { data: bases } = useQuery(basesQuery)
  const [chosen, change] = useState<ChatChoice | null>(null)
  // A name of digits alone comes as a number out of an address that was typed.
  const wanted = typeof kb === 'string' || typeof kb === 'number' ? String(kb) : null
  const named = bases?.find((base) => base.name === wanted || base.kb_id === wanted)?.kb_id
  // Until the bases are known, the server finds it by its name: a quick question asks no others.
  const only = bases ? named : wanted
  return { choice: chosen ?? { ...FIRST, kbs: only ? [only] : null }, change }
}

/**
 * The choice of a conversation. The server keeps mode and model of it; its bases are fixed when it
 * begins, so that others are sent along with each question and remembered for as long as the tab is
 * open.
 */
export function useThreadChoice(thread: ThreadRead | undefined) {
  const { mutate } = useChangeThread()
  const [chosen, setChosen] = useState<Record<string, string[] | null>>({})
  const choice = thread ? choiceOf(thread, chosen[thread.thread_id]) : FIRST
  const change = (next: ChatChoice) => {
    if (!thread) return
    const threadId = thread.thread_id
    setChosen({ ...chosen, [threadId]: next.kbs })
    keepBases(threadId, next.kbs)
    if (next.mode !== choice.mode) mutate({ threadId, change: { mode: next.mode } })
    if (next.model !== choice.model) {
      mutate({ threadId, change: { model: next.model ?? 'default' } })
    }
  }
  return { choice, change }
}

function choiceOf(thread: ThreadRead, chosen = keptBases(thread.thread_id)): ChatChoice {
  return {
    kbs: chosen === undefined ? thread.kbs : chosen,
    mode: thread.mode === 'strict' ? 'strict' : 'hybrid',
    model: thread.model,
  }
}

/**
 * What a question sends as its `kbs`: nothing where they are those of the conversation. All bases
 * have to be named where the conversation was begun with some.
 */
export function basesToSend(
  chosen: string[] | null,
  thread: Pick<ThreadRead, 'kbs'>,
  all: readonly { kb_id: string }[],
): string[] | null {
  if (same(chosen, thread.kbs)) return null
  return chosen ?? all.map((base) => base.kb_id)
}

function same(one: string[] | null, other: string[] | null) {
  return [...(one ?? [])].sort().join() === [...(other ?? [])].sort().join()
}

/** `null` is all bases, `undefined` that nobody chose. */
function keptBases(threadId: string): string[] | null | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(threadId)) ?? '0')
    if (kept === null) return null
    return Array.isArray(kept) ? kept.map(String) : undefined
  } catch {
    return undefined
  }
}

function keepBases(threadId: string, kbs: string[] | null) {
  try {
    sessionStorage.setItem(keyOf(threadId), JSON.stringify(kbs))
  } catch {
    // A browser that keeps nothing has them for as long as the page is open.
  }
}
