import { useEffect } from 'react'

const NAME = 'folioscope.asked'

/** Tell the other tabs that something was asked in a conversation. */
export function tellOtherTabs(threadId: string) {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(NAME)
  channel.postMessage(threadId)
  channel.close()
}

/** Calls when another tab asked something in the conversation. */
export function useOtherTabs(threadId: string | null, onAsked: (threadId: string) => void) {
  useEffect(() => {
    if (!threadId || typeof BroadcastChannel === 'undefined') return
    const channel = new BroadcastChannel(NAME)
    channel.onmessage = ({ data }) => {
      if (data === threadId) onAsked(threadId)
    }
    return () => {
      channel.close()
    }
  }, [threadId, onAsked])
}
