import { useQueryClient } from '@tanstack/react-query'
import { WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'

import { shellWords } from '@/app/shell-words'
import { api } from '@/lib/api-client'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'

const AGAIN_MS = 2_000

/** One line while nobody answers. What is shown is looked up again as soon as somebody does. */
export function Reachability() {
  const t = useWords(shellWords)
  const isAway = useServerAway()
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

/** Nothing is asked of the server while all goes well: a request that found nobody says so. */
function useServerAway() {
  const client = useQueryClient()
  const [isAway, setIsAway] = useState(false)

  useEffect(() => {
    const notice = (reason: unknown) => {
      if (reason instanceof Problem && saysAway(reason)) setIsAway(true)
    }
    const leaveQueries = client.getQueryCache().subscribe(({ type, query }) => {
      if (type === 'updated') notice(query.state.fetchFailureReason)
    })
    const leaveMutations = client.getMutationCache().subscribe(({ type, mutation }) => {
      if (type === 'updated') notice(mutation.state.error)
    })
    return () => {
      leaveQueries()
      leaveMutations()
    }
  }, [client])

  useEffect(() => {
    if (!isAway) return
    const timer = setInterval(() => {
      api.GET('/health/live').then(
        () => {
          setIsAway(false)
          void client.invalidateQueries()
        },
        () => undefined,
      )
    }, AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  }, [client, isAway])

  return isAway
}

/** Nobody answered, or a proxy said so in the server's place. */
function saysAway({ code, status }: Problem): boolean {
  return code === 'unreachable' || (code === 'unknown' && (status === 502 || status === 504))
}
