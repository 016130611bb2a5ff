import { useQueryClient } from '@tanstack/react-query'
import { WifiOff } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { shellWords } from '@/app/shell-words'
import { api } from '@/lib/api-client'
import { useServerAway } from '@/lib/server-away'
import { useWords } from '@/lib/words'

const AGAIN_MS = 2_000

/** One line while nobody answers. What is shown is looked up again as soon as somebody does. */
export function Reachability() {
  const t = useWords(shellWords)
  const isAway = useServerAway()
  useComingBack(isAway)
  return (
    <div role="status">
      {isAway && (
        <p className="flex items-center justify-center gap-2 border-b bg-soft px-3 py-1.5 text-sm">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {t.unreachable}
        </p>
      )}
    </div>
  )
}

/** Nothing is asked of a server that is there: the requests of the page say so. */
function useComingBack(isAway: boolean) {
  const client = useQueryClient()
  const wasAway = useRef(isAway)
  useEffect(() => {
    if (wasAway.current && !isAway) void client.invalidateQueries()
    wasAway.current = isAway
    if (!isAway) return
    const timer = setInterval(() => {
      // What comes of it is told by the client.
      api.GET('/health/live').catch(() => undefined)
    }, AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  }, [client, isAway])
}
