import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'

import { openedAt } from '@/features/chat/answer/place'
import { Chat } from '@/features/chat/chat'
import { AnswererBanner } from '@/features/models/answerer-banner'
import { ModelPicker } from '@/features/models/model-picker'
import {
  basesToSend,
  useNewChatChoice,
  useThreadChoice,
  type ChatChoice,
} from '@/features/threads/chat-choice'
import { ChatOptions } from '@/features/threads/chat-options'
import { FirstRun } from '@/features/threads/first-run'
import { forgetThread, threadQuery } from '@/features/threads/queries'
import { threadsWords } from '@/features/threads/words'
import { useOpenedDocument } from '@/lib/opened-document'
import { changePreferences } from '@/lib/preferences'
import { Problem } from '@/lib/problem'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

export function NewChatPage() {
  const navigate = useNavigate()
  const { choice, change } = useNewChatChoice()
  return (
    <ChatAt
      threadId={null}
      title={null}
      choice={choice}
      sent={choice}
      onChange={change}
      onBegun={(threadId) => {
        void navigate({ to: '/chat/$threadId', params: { threadId }, replace: true })
      }}
    />
  )
}

export function ThreadPage() {
  const threadId = useParams({ from: '/chat/$threadId' }).threadId
  const { data: thread, error } = useQuery(threadQuery(threadId))
  const { choice, change } = useThreadChoice(thread)
  const bases = useQuery(basesQuery).data
  const sent = useMemo(
    () => ({ kbs: thread ? basesToSend(choice.kbs, thread, bases ?? []) : null }),
    [choice.kbs, thread, bases],
  )
  const isThere = thread !== undefined
  const isGone = error instanceof Problem && error.status === 404
  useEffect(() => {
    if (isGone) forgetThread(threadId)
    else if (isThere) changePreferences({ lastThread: threadId })
  }, [threadId, isThere, isGone])
  return (
    <ChatAt
      threadId={threadId}
      title={thread?.title ?? null}
      choice={choice}
      sent={sent}
      onChange={change}
      onBegun={() => {}}
    />
  )
}

type ChatAtProps = {
  threadId: string | null
  title: string | null
  choice: ChatChoice
  /** What goes along with a question. */
  sent: Partial<ChatChoice>
  onChange: (choice: ChatChoice) => void
  onBegun: (threadId: string) => void
}

function ChatAt({ threadId, title, choice, sent, onChange, onBegun }: ChatAtProps) {
  const t = useWords(threadsWords)
  const bases = useQuery(basesQuery).data
  const { open } = useOpenedDocument()
  const name = title ?? t.untitled
  useEffect(() => {
    document.title = `${name} · Folioscope`
  }, [name])
  const empty = useMemo(
    () => (ask: (question: string) => void) => (
      <>
        <FirstRun kbs={choice.kbs} onAsk={ask} />
        <div className="px-4">
          <AnswererBanner />
        </div>
      </>
    ),
    [choice.kbs],
  )
  return (
    <Chat
      threadId={threadId}
      title={name}
      choice={sent}
      bases={choice.kbs?.length ?? bases?.length ?? 0}
      empty={empty}
      options={
        <ChatOptions
          value={choice}
          onChange={onChange}
          modelPicker={
            <ModelPicker
              value={choice.model}
              onChange={(model) => {
                onChange({ ...choice, model })
              }}
            />
          }
        />
      }
      onBegun={onBegun}
      onOpen={(place) => {
        open(openedAt(place))
      }}
    />
  )
}
