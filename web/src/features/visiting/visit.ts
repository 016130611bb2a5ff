import { useSyncExternalStore } from 'react'

import { answerOf, api } from '@/lib/api-client'
import type { Bearer } from '@/lib/bearer'

/** One visit to a public chat, kept for as long as the tab is open. */
type Kept = { token: string | null; thread: string | null }

const NOBODY: Kept = { token: null, thread: null }

export type Visit = Bearer & {
  current: () => Kept
  subscribe: (listener: () => void) => () => void
  keepThread: (thread: string) => void
}

/** Who asks at a link: nobody until the first question, which makes a visitor of them. */
export function createVisit(link: string): Visit {
  const key = `folioscope.visit.${link}`
  const listeners = new Set<() => void>()
  let kept = read(key)
  let coming: Promise<string> | null = null

  const keep = (next: Kept) => {
    kept = next
    write(key, next)
    listeners.forEach((listener) => {
      listener()
    })
  }
  const come = async () => {
    try {
      const { token } = await answerOf(
        api.POST('/api/public/{token}/visit', { params: { path: { token: link } } }),
      )
      keep({ token, thread: null })
      return token
    } finally {
      coming = null
    }
  }
  return {
    token: async () => kept.token ?? (await (coming ??= come())),
    onRefused: () => {
      keep(NOBODY)
    },
    current: () => kept,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    keepThread: (thread) => {
      keep({ ...kept, thread })
    },
  }
}

/** The conversation of a visit; null before the first question. */
export function useVisitThread(visit: Visit): string | null {
  return useSyncExternalStore(visit.subscribe, () => visit.current().thread)
}

function read(key: string): Kept {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    const { token, thread } = { ...NOBODY, ...(found as Partial<Kept>) }
    return typeof token === 'string' ? { token, thread } : NOBODY
  } catch {
    return NOBODY
  }
}

function write(key: string, kept: Kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing has it for as long as the page is open.
  }
}
