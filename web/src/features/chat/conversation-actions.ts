import { createContext, use, type ReactNode } from 'react'

import type { OnOpen } from '@/features/chat/answer/place'
import type { Asked } from '@/features/chat/send-question'
import type { MessageRead } from '@/lib/schema.gen'

/** What can be done from within a conversation; the same functions for as long as it is shown. */
export type ConversationActions = {
  /** False where it cannot be asked now. */
  ask: (asked: Asked) => boolean
  openCitation: OnOpen
  /** What stands below an answer besides its sources. */
  below: (text: string, grounding: MessageRead['grounding']) => ReactNode
}

const none: ConversationActions = { ask: () => false, openCitation: () => {}, below: () => null }

export const ConversationActionsContext = createContext(none)

export function useConversationActions(): ConversationActions {
  return use(ConversationActionsContext)
}
