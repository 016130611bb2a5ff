import { useSyncExternalStore } from 'react'

let areBlocked = false
const listeners = new Set<() => void>()

/** No WebSocket gets through to the server from here. */
export function tellSocketsBlocked() {
  areBlocked = true
  listeners.forEach((listener) => {
    listener()
  })
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether runs are followed by server-sent events although WebSockets are chosen. */
export function useSocketsBlocked(): boolean {
  return useSyncExternalStore(subscribe, () => areBlocked)
}
