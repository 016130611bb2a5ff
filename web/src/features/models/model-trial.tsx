import { modelsWords } from '@/features/models/words'
import { useFormat } from '@/lib/format'
import type { TrialRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What a test of a model came to. */
export function ModelTrial({ trial }: { trial: TrialRead }) {
  const t = useWords(modelsWords)
  const { number } = useFormat()
  const rate = number(Math.round(trial.passages_per_second))
  return (
    <p role="status" className={`text-sm ${trial.is_sound ? 'text-ok' : 'text-danger'}`}>
      {trial.is_sound ? t.sound : t.unsound} {t.speed(number(Math.round(trial.query_ms)), rate)}
    </p>
  )
}
