import { useState } from 'react'

import { useStopRun, useSummarise } from '@/features/offers/queries'
import type { Selection } from '@/lib/schema.gen'
import { hasEnded, type RunState } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

type Begun = { runId: string; offers: number } | null

/** A summary of offers: begun, written before one's eyes, and stopped. */
export function useSummary() {
  const { mutate, reset, isPending, error } = useSummarise()
  const cancel = useStopRun()
  const [begun, setBegun] = useState<Begun>(null)
  const { state } = useRun(begun?.runId ?? null)
  const isWriting = begun !== null && !hasEnded(state)
  const stop = () => {
    if (begun) cancel.mutate(begun.runId)
  }
  return {
    ...written(state, begun),
    isShown: begun !== null || isPending || error !== null,
    isWriting: isWriting || isPending,
    isStopping: cancel.isPending || cancel.isSuccess,
    error: error ?? (state.error && new Error(state.error.message)),
    begin: (selection: Partial<Selection>) => {
      setBegun(null)
      cancel.reset()
      mutate(selection, {
        onSuccess: ({ run_id: runId, offers }) => {
          setBegun({ runId, offers })
        },
      })
    },
    stop,
    close: () => {
      if (isWriting) stop()
      setBegun(null)
      reset()
    },
  }
}

export type Summary = ReturnType<typeof useSummary>

function written({ final, text, phase }: RunState, begun: Begun) {
  const { text: whole = text, model = null, offers = [] } = final?.result ?? {}
  const isStopped = begun !== null && phase === 'cancelled'
  return { count: begun?.offers ?? 0, isStopped, text: whole, model, offers }
}
