import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'

import { toast } from '@/components/ui/toaster'
import type { OnOpen } from '@/features/chat/answer/place'
import { Composer } from '@/features/chat/composer'
import { Conversation } from '@/features/chat/conversation'
import {
  ConversationActionsContext,
  type ConversationActions,
} from '@/features/chat/conversation-actions'
import { Opening } from '@/features/chat/opening'
import { SendFailed } from '@/features/chat/send-failed'
import {
  postQuestion,
  type Asked,
  type Choice,
  type PostQuestion,
} from '@/features/chat/send-question'
import { StatusLine } from '@/features/chat/status-line'
import { useChat } from '@/features/chat/use-chat'
import { useDraft } from '@/features/chat/use-draft'
import { useLatest } from '@/features/chat/use-latest'
import { chatWords } from '@/features/chat/words'
import { useShortcut } from '@/lib/shortcuts'
import { useWords } from '@/lib/words'

const COLUMN = 'mx-auto w-full max-w-[46rem] px-4'

type ChatProps = {
  /** Null where the first question begins the conversation. */
  threadId: string | null
  title: string
  /** What goes along with a question: where it begins a conversation, all that it is begun with. */
  choice: Choice
  /** How many bases are asked. */
  bases: number
  /** Beside the button that sends. */
  options: ReactNode
  /** Before the first question; asks what it is given. */
  empty: (ask: (question: string) => void) => ReactNode
  onBegun: (threadId: string) => void
  onOpen: OnOpen
  /** Who is asked, where it is not the thread itself. */
  post?: PostQuestion
  /** Stands above the conversation. */
  header?: (isAnswering: boolean) => ReactNode
  /** Stands below an answer. */
  below?: ConversationActions['below']
}

const nothing = () => null

/** Each conversation by itself: what goes on in one does not go along to the next. */
export function Chat(props: ChatProps) {
  return <OneChat key={props.threadId} {...props} />
}

function OneChat(props: ChatProps) {
  const { threadId, title, choice, bases, options, empty, ...on } = props
  const { post = postQuestion, header = nothing, below = nothing } = props
  const t = useWords(chatWords)
  const field = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useDraft(threadId)
  const onFailed = useLatest((asked: Asked) => {
    if (asked.replaces || draft) return false
    setDraft(asked.content)
    return true
  })
  const onBegun = useLatest(on.onBegun)
  const chat = useChat({ threadId, choice, post, onBegun, onFailed })
  const isBusy = chat.isAnswering || chat.status.isSending

  const toField = useCallback(() => {
    // On a phone the keyboard would cover what is to be read.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])

  const ask = useLatest((asked: Asked) => {
    if (isBusy) toast(t.waitForAnswer)
    else {
      void chat.ask(asked)
      toField()
    }
    return !isBusy
  })
  const openCitation = useLatest(on.onOpen)
  const actions = useMemo(() => ({ ask, openCitation, below }), [ask, openCitation, below])

  useShortcut('stop', chat.stop, chat.isAnswering)
  useShortcut('focusQuestion', () => field.current?.focus())
  useEffect(toField, [toField])

  const beginning = useMemo(
    () =>
      empty((content) => {
        ask({ content })
      }),
    [empty, ask],
  )
  return (
    <ConversationActionsContext value={actions}>
      <div className="flex h-full flex-col">
        {threadId && <h1 className="sr-only">{title}</h1>}
        {header(isBusy)}
        <Conversation
          turns={chat.turns}
          empty={threadId === null ? beginning : <Opening messages={chat.messages} />}
          asked={chat.asked}
          isAnswering={chat.isAnswering}
        />
        <div className={`${COLUMN} flex flex-col pb-2`}>
          <StatusLine {...chat.status} bases={bases} />
          {chat.failure && <SendFailed failure={chat.failure} />}
          <Composer
            ref={field}
            value={draft}
            onChange={setDraft}
            onSend={(content) => {
              setDraft('')
              ask({ content })
            }}
            onStop={
              chat.isAnswering
                ? () => {
                    chat.stop()
                    toField()
                  }
                : null
            }
            isStopping={chat.isStopping}
            isBusy={isBusy}
            options={options}
          />
        </div>
      </div>
    </ConversationActionsContext>
  )
}
