import { createContext, use } from 'react'

import type { OnOpen } from '@/features/chat/answer/place'
import type { Asked } from '@/features/chat/send-question'

/** What can be done from within a conversation; the same functions for as long as it is shown. */
export type ConversationActions = {
  /** False where it cannot be asked now. */
  ask: (asked: Asked) => boolean
  openCitation: OnOpen
}

const none: ConversationActions = { ask: () => false, openCitation: () => {} }

export const ConversationActionsContext = createContext(none)

export function useConversationActions(): ConversationActions {
  return use(ConversationActionsContext)
}
