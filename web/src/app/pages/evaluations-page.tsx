import { PageFrame } from '@/components/page-frame'
import { Evaluations } from '@/features/evaluation/evaluations'
import { evaluationWords } from '@/features/evaluation/words'
import { useWords } from '@/lib/words'

export function EvaluationsPage() {
  const t = useWords(evaluationWords)
  return (
    <PageFrame title={t.title}>
      <Evaluations />
    </PageFrame>
  )
}
