import { useNavigate } from '@tanstack/react-router'
import { flushSync } from 'react-dom'

import { FIND_CHAT_ID } from '@/features/threads/chats'
import { useShortcut } from '@/lib/shortcuts'

/** The keys that work on every page. */
export function useShellKeys(showSidebar: (shown: boolean) => void) {
  const navigate = useNavigate()
  const findChat = () => {
    // The field has to be there to take the focus.
    flushSync(() => {
      showSidebar(true)
    })
    document.getElementById(FIND_CHAT_ID)?.focus()
  }
  useShortcut('findChat', findChat)
  useShortcut('newChat', () => void navigate({ to: '/chat' }))
  return { findChat }
}
