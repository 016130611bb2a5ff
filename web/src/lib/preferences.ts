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
    return typeof kept === 'object' && kept !== null ? checked({ ...kept }, fallback) : fallback
  } catch {
    return fallback
  }
}

/** What is kept may be from another version of the page, or from somebody else. */
function checked(kept: Record<string, unknown>, fallback: Preferences): Preferences {
  const { theme, locale, transport, lastThread } = kept
  return {
    theme: oneOf(['system', 'light', 'dark'] as const, theme) ?? fallback.theme,
    locale: oneOf(['en', 'fr'] as const, locale) ?? fallback.locale,
    transport: oneOf(['sse', 'websocket'] as const, transport) ?? fallback.transport,
    lastThread: typeof lastThread === 'string' && lastThread ? lastThread : null,
  }
}

function oneOf<Value>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((each) => each === value)
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

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}
