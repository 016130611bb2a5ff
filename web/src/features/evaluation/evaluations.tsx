import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { Skeleton } from '@/components/ui/skeleton'
import { EvaluationReport } from '@/features/evaluation/evaluation-report'
import { HowToEvaluate } from '@/features/evaluation/how-to-evaluate'
import { evaluationQuery, evaluationsQuery } from '@/features/evaluation/queries'
import { evaluationWords } from '@/features/evaluation/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

/** The newest report, the earlier ones to choose from, or how to come by a first one. */
export function Evaluations() {
  const t = useWords(evaluationWords)
  const { moment } = useFormat()
  const list = useQuery(evaluationsQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  if (list.error) return <Failure error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton className="h-96 w-full rounded-lg" />
  const newest = list.data[0]
  if (!newest) return <HowToEvaluate />
  const id = chosen ?? newest.evaluation_id
  return (
    <>
      <SelectField
        label={t.which}
        value={id}
        className="max-w-md"
        options={list.data.map((each) => ({
          value: each.evaluation_id,
          text: `${each.name}, ${moment(each.created_at)}`,
        }))}
        onChange={(event) => {
          setChosen(event.target.value)
        }}
      />
      <ChosenEvaluation id={id} />
    </>
  )
}

function ChosenEvaluation({ id }: { id: string }) {
  const evaluation = useQuery(evaluationQuery(id))
  if (evaluation.error) {
    return <Failure error={evaluation.error} onRetry={() => void evaluation.refetch()} />
  }
  if (!evaluation.data) return <Skeleton className="h-96 w-full rounded-lg" />
  return <EvaluationReport key={id} evaluation={evaluation.data} />
}
