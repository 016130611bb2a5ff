import { ChartNoAxesColumn } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { Snippet } from '@/components/ui/snippet'
import { evaluationWords } from '@/features/evaluation/words'
import { useWords } from '@/lib/words'

const MAKE = 'folioscope eval make --kb demo --out questions.jsonl'
const OWN = '{"question": "Who knows Kubernetes?", "documents": ["ada.pdf"]}'
const RUN =
  'folioscope eval run questions.jsonl --kb demo --variant "as set:" --variant "strict: mode=strict"'

/** Where nothing was evaluated: what it is for, and the commands. */
export function HowToEvaluate() {
  const t = useWords(evaluationWords)
  const steps = [
    [t.stepMake, MAKE],
    [t.stepOwn, OWN],
    [t.stepRun, RUN],
  ] as const
  return (
    <div className="flex flex-col gap-6">
      <EmptyState icon={ChartNoAxesColumn} title={t.none}>
        <p>{t.noneMeans}</p>
      </EmptyState>
      <ul className="mx-auto flex w-full max-w-2xl flex-col gap-4">
        {steps.map(([what, command]) => (
          <li key={command} className="flex flex-col gap-1.5">
            <p className="text-sm">{what}</p>
            <Snippet text={command} />
          </li>
        ))}
      </ul>
    </div>
  )
}
