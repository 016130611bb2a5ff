import { useEffect, useSyncExternalStore } from 'react'

export type Late<Part> = {
  fetch: () => void
  /** The part, or null until it has come; it is fetched as soon as it is wanted. */
  usePart: (isWanted: boolean) => Part | null
}

let isAhead = false
const known: (() => void)[] = []

/** Have all that comes late fetched while nothing else goes on. */
export function fetchAhead() {
  isAhead = true
  known.forEach(whenIdle)
}

/** A part of the page that the first screen does without; where it cannot be had, it is asked for again. */
export function late<Part>(load: () => Promise<Part>): Late<Part> {
  let part: Part | null = null
  let isLoading = false
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const fetch = () => {
    if (part || isLoading) return
    isLoading = true
    load()
      .then((loaded) => {
        part = loaded
        listeners.forEach((listener) => {
          listener()
        })
      })
      .catch(() => undefined)
      .finally(() => {
        isLoading = false
      })
  }
  known.push(fetch)
  if (isAhead) whenIdle(fetch)
  return {
    fetch,
    usePart: (isWanted) => {
      useEffect(() => {
        if (isWanted) fetch()
      }, [isWanted])
      return useSyncExternalStore(subscribe, () => part)
    },
  }
}

function whenIdle(act: () => void) {
  // Not every browser has it.
  const later = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
  if (later) later(act, { timeout: 3_000 })
  else setTimeout(act, 1_000)
}
