import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo } from 'react'

import { useCoachedChat } from '@/app/pages/coached-chat'
import { openedAt } from '@/features/chat/answer/place'
import { Chat } from '@/features/chat/chat'
import { AnswererBanner } from '@/features/models/answerer-banner'
import { ModelPicker } from '@/features/models/model-picker'
import { useAskedOffers, type AskedAbout } from '@/features/offers/asking/use-asked-offers'
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

const AskedBar = lazy(() =>
  import('@/features/offers/asking/asked-bar').then((file) => ({ default: file.AskedBar })),
)

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

function ChatAt({ threadId, title, onBegun, ...props }: ChatAtProps) {
  const t = useWords(threadsWords)
  const about = useAskedOffers(threadId)
  const { choice, sent } = useNarrowed(props, about)
  const onChange = (next: ChatChoice) => {
    // Who chooses bases asks about more than the offers.
    if (about.asked && next.kbs !== choice.kbs) about.leave()
    props.onChange(next)
  }
  const bases = useQuery(basesQuery).data
  const { open } = useOpenedDocument()
  const coached = useCoachedChat(threadId)
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
  const bar = about.asked && (
    <Suspense fallback={<div className="h-13" />}>
      <AskedBar about={about} />
    </Suspense>
  )
  // What is asked before they are known would not be narrowed to them.
  if (about.asked && !about.scope) return bar
  return (
    <div className="flex h-full flex-col">
      {bar}
      <div className="min-h-0 flex-1">
        <Chat
          {...coached}
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
          onBegun={(begun) => {
            about.keep(begun)
            onBegun(begun)
          }}
          onOpen={(place) => {
            open(openedAt(place))
          }}
        />
      </div>
    </div>
  )
}

/** The choice as it is where a chat is about offers: their bases, and their documents alone. */
function useNarrowed(
  { choice, sent }: Pick<ChatAtProps, 'choice' | 'sent'>,
  { sent: narrowed }: Pick<AskedAbout, 'sent'>,
) {
  return useMemo(
    () =>
      narrowed
        ? { choice: { ...choice, kbs: narrowed.kbs }, sent: { ...sent, ...narrowed } }
        : { choice, sent },
    [choice, sent, narrowed],
  )
}
