import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Fault, Outcome } from '@/features/evaluation/report'
import { evaluationWords } from '@/features/evaluation/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

type OutcomeDetailsProps = { outcome: Outcome; faults: readonly Fault[] }

/** A question with what is wrong; opened, with what was expected and what came. */
export function OutcomeDetails({ outcome, faults }: OutcomeDetailsProps) {
  const t = useWords(evaluationWords)
  const { percent } = useFormat()
  const Icon = faults.length > 0 ? TriangleAlert : CircleCheck
  const said = faults.map((fault) =>
    t.faults[fault.kind]('share' in fault ? percent(fault.share) : ''),
  )
  return (
    <details className="group text-sm">
      <summary className="flex cursor-pointer items-start gap-2.5 px-3 py-2.5 hover:bg-sunken">
        <Icon
          aria-hidden
          className={`mt-1 size-4 shrink-0 ${faults.length > 0 ? 'text-warn' : 'text-ok'}`}
        />
        <span className="sr-only">{faults.length > 0 ? t.wrong : t.right}: </span>
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block wrap-anywhere">
            {outcome.question}
          </span>
          {said.length > 0 && <span className="block text-xs text-warn">{said.join(' ')}</span>}
        </span>
      </summary>
      <OutcomeFacts outcome={outcome} />
    </details>
  )
}

function OutcomeFacts({ outcome }: { outcome: Outcome }) {
  const t = useWords(evaluationWords)
  const { number } = useFormat()
  const expected = [...outcome.expected, ...outcome.phrases.map((phrase) => `“${phrase}”`)]
  return (
    <dl className="grid gap-x-4 gap-y-2 border-t bg-paper px-3 py-3 sm:grid-cols-[8rem_1fr]">
      <Fact name={t.expected}>
        {outcome.notThere ? t.nothingExpected : <Texts texts={expected} />}
      </Fact>
      <Fact name={t.found}>
        <Texts texts={[...new Set(outcome.found)]} />
      </Fact>
      <Fact name={t.cited}>
        <Texts texts={[...new Set(outcome.cited)]} />
      </Fact>
      <Fact name={t.answer}>
        {outcome.error && <p className="text-danger">{outcome.error}</p>}
        {outcome.abstained && <p className="text-muted">{t.abstained}</p>}
        {outcome.answer !== null && (
          <p dir="auto" className="wrap-anywhere whitespace-pre-line">
            {outcome.answer}
          </p>
        )}
        {outcome.answerMs !== null && (
          <p className="text-xs text-muted">{t.took(number(Math.round(outcome.answerMs)))}</p>
        )}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

function Texts({ texts }: { texts: readonly string[] }) {
  const t = useWords(evaluationWords)
  if (texts.length === 0) return <span className="text-muted">{t.nothing}</span>
  return (
    <ul>
      {texts.map((text) => (
        <li key={text} className="wrap-anywhere">
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  )
}
