import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { listWords } from '@/features/threads/list-words'
import { useChangeThread } from '@/features/threads/queries'
import { RenameField } from '@/features/threads/rename-field'
import { ThreadMenu } from '@/features/threads/thread-menu'
import type { ThreadRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ThreadRowProps = { thread: ThreadRead; onDelete: (thread: ThreadRead) => void }

export function ThreadRow({ thread, onDelete }: ThreadRowProps) {
  const t = useWords(listWords)
  const { mutate } = useChangeThread()
  const [isRenaming, setIsRenaming] = useState(false)
  const link = useRef<HTMLAnchorElement>(null)
  const title = thread.title ?? t.untitled

  if (isRenaming) {
    return (
      <RenameField
        title={thread.title ?? ''}
        onDone={(renamed, byKey) => {
          flushSync(() => {
            setIsRenaming(false)
          })
          if (renamed) mutate({ threadId: thread.thread_id, change: { title: renamed } })
          if (byKey) link.current?.focus()
        }}
      />
    )
  }
  return (
    <div className="group relative flex items-center rounded-lg hover:bg-surface has-aria-[current=page]:bg-surface">
      <Link
        ref={link}
        to="/chat/$threadId"
        params={{ threadId: thread.thread_id }}
        activeOptions={{ includeSearch: false }}
        className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-lg ps-2.5 pe-2.5 text-sm group-focus-within:pe-9 group-hover:pe-9 aria-[current=page]:font-semibold pointer-coarse:pe-9"
      >
        <bdi className="truncate">{title}</bdi>
        {thread.active_run_id && (
          <span className="ms-auto size-2 shrink-0 animate-pulse rounded-full bg-accent">
            <span className="sr-only"> ({t.running})</span>
          </span>
        )}
      </Link>
      <ThreadMenu
        thread={thread}
        title={title}
        onRename={() => {
          setIsRenaming(true)
        }}
        onDelete={() => {
          onDelete(thread)
        }}
      />
    </div>
  )
}
