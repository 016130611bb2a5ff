import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { usePullModel, useStopRun } from '@/features/models/queries'
import { hasEnded } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

/** Fetching of a model: begun, followed and stopped. */
export function usePull(name: string) {
  const client = useQueryClient()
  const pull = usePullModel()
  const cancel = useStopRun()
  const [runId, setRunId] = useState<string | null>(null)
  const { state } = useRun(runId)
  const isOver = hasEnded(state)

  useEffect(() => {
    if (runId && isOver) void client.invalidateQueries({ queryKey: ['models'] })
  }, [client, runId, isOver])

  return {
    isBeginning: pull.isPending,
    isRunning: runId !== null && !isOver,
    isStopping: cancel.isPending,
    progress: state.progress,
    error: pull.error ?? (state.error ? new Error(state.error.message) : null),
    begin: () => {
      setRunId(null)
      pull.mutate(name, {
        onSuccess: (started) => {
          setRunId(started.run_id)
        },
      })
    },
    stop: () => {
      if (runId) cancel.mutate(runId)
    },
  }
}
