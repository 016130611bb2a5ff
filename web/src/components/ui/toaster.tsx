import { useSyncExternalStore } from 'react'

type Toast = { id: number; text: string }

const SHOWN_MS = 6_000
let toasts: Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function publish(next: Toast[]) {
  toasts = next
  listeners.forEach((listener) => {
    listener()
  })
}

/** Say shortly what was done, or why it was not. It goes by itself and takes no focus. */
export function toast(text: string) {
  const id = ++lastId
  publish([...toasts, { id, text }])
  setTimeout(() => {
    publish(toasts.filter((each) => each.id !== id))
  }, SHOWN_MS)
}

/** Where they appear; the region is there from the start, so that screen readers follow it. */
export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2 px-4"
    >
      {shown.map(({ id, text }) => (
        <p key={id} className="max-w-md rounded-lg bg-ink px-4 py-2 text-sm text-paper shadow-lg">
          {text}
        </p>
      ))}
    </div>
  )
}
