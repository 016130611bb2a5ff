import { Archive, ArrowLeft, Search } from 'lucide-react'
import { useState } from 'react'

import { listWords } from '@/features/threads/list-words'
import { ThreadList } from '@/features/threads/thread-list'
import { useSettled } from '@/features/threads/use-settled'
import { useWords } from '@/lib/words'

/** Where the key that finds a chat puts the focus. */
export const FIND_CHAT_ID = 'find-chat'
const TYPING_MS = 150

/** All conversations: to be searched, chosen and put in order. */
export function Chats() {
  const t = useWords(listWords)
  const [typed, setTyped] = useState('')
  const [archived, setArchived] = useState(false)
  const q = useSettled(typed.trim(), TYPING_MS)
  return (
    <nav
      aria-label={archived ? t.archived : t.chats}
      className="flex min-h-64 flex-1 flex-col gap-1"
    >
      <div className="relative">
        <Search aria-hidden className="absolute start-2.5 top-2.5 size-4 text-muted" />
        <input
          id={FIND_CHAT_ID}
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={typed}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.target.value)
          }}
          className="h-9 w-full rounded-lg border bg-surface ps-8 pe-2 text-sm placeholder:text-muted"
        />
      </div>
      <div className="-mx-1 flex min-h-0 flex-1 flex-col overflow-y-auto px-1 pb-1">
        {archived && <h2 className="px-2.5 pt-2 text-sm font-semibold">{t.archived}</h2>}
        <ThreadList filter={{ archived, q }} />
      </div>
      <button
        type="button"
        onClick={() => {
          setArchived(!archived)
        }}
        className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-start text-sm text-muted hover:bg-surface"
      >
        {archived ? (
          <ArrowLeft aria-hidden className="size-4" />
        ) : (
          <Archive aria-hidden className="size-4" />
        )}
        {archived ? t.backToChats : t.archived}
      </button>
    </nav>
  )
}
