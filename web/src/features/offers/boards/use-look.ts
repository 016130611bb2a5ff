import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { runOf } from '@/features/offers/queries'
import type { BoardRead } from '@/lib/schema.gen'
import { hasEnded } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

/** The look at a board that is under way, whoever began it; null where there is none. */
export function useLook(board: BoardRead) {
  const client = useQueryClient()
  const runId = runOf(board)
  const { state, connection } = useRun(runId)
  const isOver = runId !== null && (hasEnded(state) || connection === 'ended')
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: ['boards'] })
  }, [client, isOver])
  // A quick look is over before anybody has seen that it began.
  const endedAt = board.last_sync?.ended_at ?? null
  const known = useRef(endedAt)
  useEffect(() => {
    if (known.current === endedAt) return
    known.current = endedAt
    if (endedAt === null) return
    for (const key of ['offers', 'bases']) void client.invalidateQueries({ queryKey: [key] })
  }, [client, endedAt])
  return runId === null ? null : { runId, isOver, progress: state.progress, phase: state.phase }
}
