import { useEffect, useSyncExternalStore, type ComponentType } from 'react'

import type { RenderedProps } from '@/features/chat/answer/rendered'

let renderer: ComponentType<RenderedProps> | null = null
let isLoading = false
const listeners = new Set<() => void>()

/** Fetch what reads markdown, once; where that fails, the next answer tries again. */
export async function fetchRenderer() {
  if (renderer || isLoading) return
  isLoading = true
  try {
    renderer = (await import('@/features/chat/answer/rendered')).Rendered
    listeners.forEach((listener) => {
      listener()
    })
  } catch {
    // Plain text is readable too.
  } finally {
    isLoading = false
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The renderer of markdown; null until it has come, which is soon after the page is shown. */
export function useLateRenderer(): ComponentType<RenderedProps> | null {
  useEffect(() => void fetchRenderer(), [])
  return useSyncExternalStore(subscribe, () => renderer)
}

const later = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
if (later) later(() => void fetchRenderer(), { timeout: 3_000 })
else setTimeout(() => void fetchRenderer(), 1_000)
