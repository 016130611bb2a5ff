import { Link } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'

import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { useWords } from '@/lib/words'

/** To a new chat with this base chosen. */
export function AskLink({ kb }: { kb: string }) {
  const t = useWords(basePageWords)
  // The chat reads it from the address; the types know of what all pages have.
  const search: object = { kb }
  return (
    <Link
      to="/chat"
      search={search}
      className="inline-flex min-h-10 items-center justify-center gap-2 rounded-lg bg-accent px-4 py-1 font-medium text-on-accent hover:opacity-90"
    >
      <MessageSquareText aria-hidden className="size-4" />
      {t.ask}
    </Link>
  )
}
