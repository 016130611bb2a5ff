import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { AskPage } from '@/app/ask/ask-page'
import { Reachability } from '@/app/reachability'
import { Toaster } from '@/components/ui/toaster'
import { Tooltips } from '@/components/ui/tooltips'
import { publicChatQuery } from '@/features/visiting/queries'
import { createVisit } from '@/features/visiting/visit'
import { askAs } from '@/lib/bearer'
import { fetchAhead } from '@/lib/late'
import { queryClient } from '@/lib/query-client'

/** The page of a public chat: it has no way to any other page, so that others may show it. */
export function AskApp({ link }: { link: string }) {
  const [visit] = useState(() => {
    const begun = createVisit(link)
    // Before anything is asked: the page may be open beside its owner's, who has a cookie.
    askAs({
      token: begun.token,
      onRefused: () => {
        begun.onRefused()
        // Who is refused was away for long, or the chat is closed: then it says so.
        void queryClient.invalidateQueries({ queryKey: publicChatQuery(link).queryKey })
      },
    })
    return begun
  })
  useEffect(fetchAhead, [])
  return (
    <QueryClientProvider client={queryClient}>
      <Reachability />
      <AskPage link={link} visit={visit} />
      <Toaster />
      <Tooltips />
    </QueryClientProvider>
  )
}
