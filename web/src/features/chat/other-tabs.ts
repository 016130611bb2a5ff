import { useEffect } from 'react'

// What is posted by a channel reaches all but itself: one for the page, so that it hears others.
let channel: BroadcastChannel | null = null

function opened(): BroadcastChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null
  channel ??= new BroadcastChannel('folioscope.asked')
  return channel
}

/** Tell the other tabs that something was asked in a conversation. */
export function tellOtherTabs(threadId: string) {
  opened()?.postMessage(threadId)
}

/** Calls when another tab asked something in the conversation. */
export function useOtherTabs(threadId: string | null, onAsked: (threadId: string) => void) {
  useEffect(() => {
    const tabs = opened()
    if (!threadId || !tabs) return
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      if (data === threadId) onAsked(threadId)
    }
    tabs.addEventListener('message', onMessage)
    return () => {
      tabs.removeEventListener('message', onMessage)
    }
  }, [threadId, onAsked])
}
