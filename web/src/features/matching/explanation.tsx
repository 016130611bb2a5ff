import { useMutation } from '@tanstack/react-query'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { ExplainedText } from '@/features/matching/explained-text'
import { ExplanationState } from '@/features/matching/explanation-state'
import { startExplaining, stopRun } from '@/features/matching/queries'
import { fitWords } from '@/features/matching/words'
import type { JobRead, MatchRead, MatchWanted } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'
import { hasEnded, type RunState } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

type ExplanationProps = { match: MatchRead; job: JobRead; wanted: MatchWanted }

/** The fit in words, as they are written; the verdicts stay what they are. */
export function Explanation({ match, job, wanted }: ExplanationProps) {
  const t = useWords(fitWords)
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () =>
      startExplaining({
        resume: match.resume_id,
        offer: match.offer_id,
        job: match.offer_id ? null : wanted.job,
      }),
  })
  const runId = data?.run_id ?? null
  const { state } = useRun(runId)
  const isWriting = isPending || (runId !== null && !hasEnded(state))
  return (
    <section
      aria-label={t.explanation}
      aria-busy={isWriting}
      className="flex min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 @3xl:sticky @3xl:top-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h4 className="font-semibold">{t.explanation}</h4>
        {isWriting ? (
          <StopButton runId={runId} />
        ) : (
          <Button
            size="small"
            onClick={() => {
              mutate()
            }}
          >
            {runId ? t.explainAgain : t.explain}
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">{t.explainHint}</p>
      {error && <Failure error={error} />}
      <ExplainedText text={textOf(state)} job={job} />
      <ExplanationState state={state} isWriting={isWriting} />
    </section>
  )
}

/** What may stand of it, once that is known. */
function textOf({ final, text }: RunState): string {
  return final?.result?.text ?? text
}

function StopButton({ runId }: { runId: string | null }) {
  const t = useWords(fitWords)
  return (
    <Button
      size="small"
      disabled={!runId}
      onClick={() => {
        if (runId) stopRun(runId).catch(() => undefined)
      }}
    >
      {t.stop}
    </Button>
  )
}
