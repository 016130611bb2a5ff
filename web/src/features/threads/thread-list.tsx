import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { DeleteThread } from '@/features/threads/delete-thread'
import { listWords } from '@/features/threads/list-words'
import { threadsQuery, type ThreadFilter } from '@/features/threads/queries'
import { groupByAge } from '@/features/threads/thread-groups'
import { ThreadRow } from '@/features/threads/thread-row'
import type { ThreadRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Conversations by age, newest first, as many as were asked for. */
export function ThreadList({ filter }: { filter: ThreadFilter }) {
  const t = useWords(listWords)
  const list = useInfiniteQuery(threadsQuery(filter))
  const [deleting, setDeleting] = useState<ThreadRead | null>(null)
  const threads = list.data?.pages.flatMap((page) => page.threads) ?? []

  const said = filter.q && !list.isFetching ? t.found(threads.length, list.hasNextPage) : ''

  if (list.isPending) return <LoadingRows />
  return (
    <>
      <p role="status" className="sr-only">
        {said}
      </p>
      {threads.length === 0 &&
        (list.error ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <NoThreads filter={filter} />
        ))}
      <ThreadGroups threads={threads} onDelete={setDeleting} />
      {list.hasNextPage && (
        <Button
          look="quiet"
          size="small"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
      <DeleteThread thread={deleting} onClose={() => setDeleting(null)} />
    </>
  )
}

type ThreadGroupsProps = { threads: ThreadRead[]; onDelete: (thread: ThreadRead) => void }

function ThreadGroups({ threads, onDelete }: ThreadGroupsProps) {
  const t = useWords(listWords)
  return groupByAge(threads, new Date()).map((group) => (
    <section key={group.age} aria-label={t[group.age]} className="flex flex-col">
      <h3 className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">{t[group.age]}</h3>
      <ul className="flex flex-col gap-0.5">
        {group.threads.map((thread) => (
          <li key={thread.thread_id}>
            <ThreadRow thread={thread} onDelete={onDelete} />
          </li>
        ))}
      </ul>
    </section>
  ))
}

function NoThreads({ filter }: { filter: ThreadFilter }) {
  const t = useWords(listWords)
  const nothing = filter.archived ? t.noneArchived : t.none
  return (
    <p className="px-2.5 py-3 text-sm wrap-anywhere text-muted">
      {filter.q ? t.noneFound(filter.q) : nothing}
    </p>
  )
}

function LoadingRows() {
  return (
    <div className="flex flex-col gap-3 px-2.5 pt-3">
      {['w-3/4', 'w-1/2', 'w-2/3', 'w-3/5'].map((width) => (
        <Skeleton key={width} className={`h-5 ${width}`} />
      ))}
    </div>
  )
}
