import { useState } from 'react'

const keyOf = (threadId: string | null) => `folioscope.draft.${threadId ?? 'new'}`

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** What was typed and not sent, kept for each conversation as long as the tab is open. */
export function useDraft(threadId: string | null) {
  const key = keyOf(threadId)
  const [draft, setDraft] = useState({ key, text: read(key) })
  // Another conversation is shown by the same component.
  const text = draft.key === key ? draft.text : read(key)
  const change = (next: string) => {
    setDraft({ key, text: next })
    try {
      if (next) sessionStorage.setItem(key, next)
      else sessionStorage.removeItem(key)
    } catch {
      // A browser that keeps nothing has it for as long as the page is open.
    }
  }
  return [text, change] as const
}
