import { Failure } from '@/components/ui/failure'
import { fitWords } from '@/features/matching/words'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'
import type { RunState } from '@/runs/run-state'

const BY_RULES = 'extractive'

/** How the writing goes, who wrote it, and what of it did not stand. */
export function ExplanationState({ state, isWriting }: { state: RunState; isWriting: boolean }) {
  const t = useWords(fitWords)
  const { phase, error } = state
  return (
    <div className="text-sm text-muted">
      <p role="status">
        {isWriting ? t.explaining : phase === 'cancelled' ? t.stopped : <Written state={state} />}
      </p>
      {error && <Failure error={new Problem(error.code, error.message, 0)} />}
    </div>
  )
}

function Written({ state }: { state: RunState }) {
  const t = useWords(fitWords)
  const result = state.final?.result
  if (!result?.model) return null
  const { model, left_out: leftOut = 0 } = result
  return (
    <>
      {model.startsWith(BY_RULES) ? t.byRules : t.by(model)}
      {leftOut > 0 && ` ${t.leftOut(leftOut)}`}
    </>
  )
}
