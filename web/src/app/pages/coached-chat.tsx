import { lazy, Suspense, useCallback } from 'react'

import type { ConversationActions } from '@/features/chat/conversation-actions'
import { postQuestion, type PostQuestion } from '@/features/chat/send-question'
import { askCoach } from '@/features/coaching/queries'
import { useFindSession, useSession } from '@/features/coaching/use-session'

const SessionBar = lazy(() =>
  import('@/features/coaching/session-bar').then((file) => ({ default: file.SessionBar })),
)
const DraftCard = lazy(() =>
  import('@/features/coaching/draft-card').then((file) => ({ default: file.DraftCard })),
)

/** What a conversation has besides where it is one of coaching: who is asked, what is written. */
export function useCoachedChat(threadId: string | null) {
  const session = useSession(threadId)
  const find = useFindSession()
  const post = useCallback<PostQuestion>(
    async (thread, asked, narrowed, key) => {
      const coached = threadId === null ? null : await find(thread)
      return coached
        ? askCoach(coached.session_id, asked, key)
        : postQuestion(thread, asked, narrowed, key)
    },
    [threadId, find],
  )
  const header = (isAnswering: boolean) =>
    session && (
      <Suspense>
        <SessionBar session={session} isAnswering={isAnswering} />
      </Suspense>
    )
  return { post, header, below }
}

const below: ConversationActions['below'] = (text, grounding) =>
  grounding?.draft ? (
    <Suspense>
      <DraftCard text={text} grounding={grounding} />
    </Suspense>
  ) : null
