import { useQuery } from '@tanstack/react-query'
import { DoorClosed } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'

import { AskSource } from '@/app/ask/ask-source'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { openedAt } from '@/features/chat/answer/place'
import { Chat } from '@/features/chat/chat'
import { publicChatQuery } from '@/features/visiting/queries'
import { useVisitThread, type Visit } from '@/features/visiting/visit'
import { Welcome } from '@/features/visiting/welcome'
import { visitingWords } from '@/features/visiting/words'
import type { OpenedDocument } from '@/lib/opened-document'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'

type AskPageProps = { link: string; visit: Visit }

const CHOICE = {}

/** One conversation with the documents behind a public link. */
export function AskPage({ link, visit }: AskPageProps) {
  const t = useWords(visitingWords)
  const { data: chat, error, refetch } = useQuery(publicChatQuery(link))
  const thread = useVisitThread(visit)
  const [source, setSource] = useState<OpenedDocument | null>(null)
  useEffect(() => {
    if (chat) document.title = chat.title
  }, [chat])
  const empty = useMemo(
    () => (ask: (question: string) => void) => chat && <Welcome chat={chat} onAsk={ask} />,
    [chat],
  )
  if (error instanceof Problem && error.status === 404) {
    return (
      <EmptyState icon={DoorClosed} title={t.closed}>
        <p>{t.closedHint}</p>
      </EmptyState>
    )
  }
  if (error && !chat) return <Failure error={error} onRetry={() => void refetch()} />
  if (!chat) return <Opening />
  // A conversation that has begun has a heading of its own.
  const Title = thread ? 'p' : 'h1'
  return (
    <main className="flex h-dvh flex-col">
      <Title className="border-b px-4 py-2 font-semibold wrap-anywhere">{chat.title}</Title>
      <div className="min-h-0 flex-1">
        <Chat
          threadId={thread}
          title={chat.title}
          choice={CHOICE}
          bases={1}
          options={null}
          empty={empty}
          onBegun={visit.keepThread}
          onOpen={(place) => {
            setSource(openedAt(place))
          }}
        />
      </div>
      <AskSource
        opened={source}
        onClose={() => {
          setSource(null)
        }}
      />
    </main>
  )
}

function Opening() {
  const t = useWords(visitingWords)
  return (
    <div role="status" aria-label={t.loading} className="flex flex-col gap-4 p-4">
      <Skeleton className="h-6 w-1/2" />
      <Skeleton className="h-4 w-2/3" />
    </div>
  )
}
