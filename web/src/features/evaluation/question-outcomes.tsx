import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { SelectField } from '@/components/ui/select-field'
import { OutcomeDetails } from '@/features/evaluation/outcome-details'
import { faultsOf, type Outcome } from '@/features/evaluation/report'
import { evaluationWords } from '@/features/evaluation/words'
import { useWords } from '@/lib/words'

const AT_ONCE = 50

type QuestionOutcomesProps = { outcomes: readonly Outcome[]; variants: readonly string[] }

/** What came of each question in a variant, those with the most wrong first. */
export function QuestionOutcomes({ outcomes, variants }: QuestionOutcomesProps) {
  const t = useWords(evaluationWords)
  const [variant, setVariant] = useState(variants[0] ?? '')
  const [onlyFaults, setOnlyFaults] = useState(false)
  const [most, setMost] = useState(AT_ONCE)
  const all = outcomes
    .filter((outcome) => outcome.variant === variant)
    .map((outcome) => ({ outcome, faults: faultsOf(outcome) }))
    .sort((one, other) => other.faults.length - one.faults.length)
  const wanted = onlyFaults ? all.filter(({ faults }) => faults.length > 0) : all
  const shown = wanted.slice(0, most)
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <SelectField
          label={t.variant}
          value={variant}
          options={variants.map((name) => ({ value: name, text: name }))}
          onChange={(event) => {
            setVariant(event.target.value)
          }}
        />
        <label className="flex h-10 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={onlyFaults}
            onChange={(event) => {
              setOnlyFaults(event.target.checked)
            }}
          />
          {t.onlyFaults}
        </label>
        <p role="status" className="flex h-10 items-center text-sm text-muted">
          {wanted.length === 0 ? t.allRight : t.shown(shown.length, all.length)}
        </p>
      </div>
      {shown.length > 0 && (
        <ul className="flex flex-col divide-y rounded-lg border bg-surface">
          {shown.map(({ outcome, faults }) => (
            <li key={`${variant} ${outcome.id}`}>
              <OutcomeDetails outcome={outcome} faults={faults} />
            </li>
          ))}
        </ul>
      )}
      {shown.length < wanted.length && (
        <Button
          className="self-start"
          onClick={() => {
            setMost(most + AT_ONCE)
          }}
        >
          {t.more}
        </Button>
      )}
    </>
  )
}
