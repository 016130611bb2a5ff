import { useSyncExternalStore } from 'react'

let isAway = false
const listeners = new Set<() => void>()

/** Every answer that comes, and every request that found nobody, says whether the server is there. */
export function tellServerAway(now: boolean) {
  if (now === isAway) return
  isAway = now
  listeners.forEach((listener) => {
    listener()
  })
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useServerAway(): boolean {
  return useSyncExternalStore(subscribe, () => isAway)
}
