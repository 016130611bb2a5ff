import { FiguresTable } from '@/features/evaluation/figures-table'
import { QuestionOutcomes } from '@/features/evaluation/question-outcomes'
import { outcomesOf } from '@/features/evaluation/report'
import { evaluationWords } from '@/features/evaluation/words'
import { useFormat } from '@/lib/format'
import type { EvaluationRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export function EvaluationReport({ evaluation }: { evaluation: EvaluationRead }) {
  const t = useWords(evaluationWords)
  const { number } = useFormat()
  const { variants, report } = evaluation
  const asked = number(variants[0]?.figures.questions ?? 0)
  const outcomes = outcomesOf(evaluation)
  return (
    <>
      <section aria-labelledby="figures" className="flex flex-col gap-2">
        <h2 id="figures" className="text-lg font-semibold">
          {t.figures}
        </h2>
        <p className="text-sm text-muted">{t.figuresMean(asked, Number(report.k))}</p>
        <FiguresTable variants={variants} />
      </section>
      {outcomes.length > 0 && (
        <section aria-labelledby="questions" className="flex flex-col gap-3">
          <h2 id="questions" className="text-lg font-semibold">
            {t.questions}
          </h2>
          <QuestionOutcomes
            outcomes={outcomes}
            variants={variants.map((variant) => variant.name)}
          />
        </section>
      )}
    </>
  )
}
