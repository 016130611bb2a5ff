import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { Banner } from '@/components/ui/banner'
import { Failure } from '@/components/ui/failure'
import { ProgressBar } from '@/components/ui/progress-bar'
import { resumeQuery } from '@/features/resumes/queries'
import { resumesWords } from '@/features/resumes/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'
import { useRun } from '@/runs/use-run'

type ModelReadingProps = { resumeId: string; runId: string }

/** A language model reads a CV; the résumé is fetched anew once it has. */
export function ModelReading({ resumeId, runId }: ModelReadingProps) {
  const t = useWords(resumesWords)
  const { number } = useFormat()
  const client = useQueryClient()
  const { state } = useRun(runId)
  const isDone = state.phase === 'done'
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: resumeQuery(resumeId).queryKey })
  }, [isDone, client, resumeId])
  if (state.phase === 'failed') return <Failure error={new Error(state.error?.message ?? '')} />
  if (isDone) {
    const found = foundOf(state.final)
    return <Banner>{t.found(found, number(found))}</Banner>
  }
  if (state.phase === 'cancelled') return null
  return (
    <div role="status" className="flex flex-col gap-2 text-sm">
      <p>{t.reading}</p>
      <ProgressBar label={t.reading} />
    </div>
  )
}

function foundOf(final: unknown): number {
  const { result } = (final ?? {}) as { result?: { found?: number } }
  return result?.found ?? 0
}
