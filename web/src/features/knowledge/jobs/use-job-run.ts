import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import type { Job } from '@/features/knowledge/jobs/job-state'
import { tell } from '@/features/knowledge/jobs/job-store'
import { Problem } from '@/lib/problem'
import { hasEnded } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

/** The run of a job that is to end first; one after the other, as the server takes them. */
export function useJobRun(job: Job) {
  const at = job.parts.findIndex((part) => part.state === 'running')
  const { state, connection } = useRun(job.parts[at]?.runId ?? null)
  const client = useQueryClient()
  // A run of long ago has no events left to tell of its end.
  const isOver = at >= 0 && (hasEnded(state) || connection === 'ended')

  useEffect(() => {
    if (!isOver) return
    const { phase, final, error } = state
    const outcome = phase === 'failed' || phase === 'cancelled' ? phase : 'done'
    const problem = error && new Problem(error.code, error.message, 0)
    const failed = final?.result?.failed ?? []
    tell({ type: 'ended', id: job.id, part: at, outcome, failed, error: problem })
    void client.invalidateQueries({ queryKey: ['bases'] })
  }, [isOver, state, job.id, at, client])

  return at < 0 ? null : { progress: state.progress, connection, runId: state.runId }
}
