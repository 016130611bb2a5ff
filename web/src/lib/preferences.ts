import { useSyncExternalStore } from 'react'

import type { Locale } from '@/lib/words'

/** What a person chose on this browser; the server knows nothing of it. */
export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  locale: Locale
  /** How the events of runs come: server-sent events work everywhere. */
  transport: 'sse' | 'websocket'
  lastThread: string | null
}

const KEY = 'folioscope.preferences'
const listeners = new Set<() => void>()
let current = read()

function read(): Preferences {
  const fallback: Preferences = {
    theme: 'system',
    locale: navigator.language.startsWith('fr') ? 'fr' : 'en',
    transport: 'sse',
    lastThread: null,
  }
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof kept === 'object' && kept !== null ? { ...fallback, ...kept } : fallback
  } catch {
    return fallback
  }
}

function publish(next: Preferences) {
  current = next
  if (next.theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next.theme
  document.documentElement.lang = next.locale
  listeners.forEach((listener) => {
    listener()
  })
}

// Another tab may have changed them.
addEventListener('storage', (event) => {
  if (event.key === KEY) publish(read())
})

export function changePreferences(change: Partial<Preferences>) {
  const next = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing has them for as long as the page is open.
  }
  publish(next)
}

/** What holds now, outside of components. */
export function preferences(): Preferences {
  return current
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}
