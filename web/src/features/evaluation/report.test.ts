import { expect, test } from 'vitest'

import { barOf, measuresOf } from '@/features/evaluation/measures'
import { faultsOf, outcomesOf } from '@/features/evaluation/report'

const RIGHT = {
  variant: 'as set',
  id: '1',
  question: 'Where did Ada study?',
  not_there: false,
  documents: ['ada.pdf'],
  'recall@10': 1,
  citation_precision: 1,
  citation_recall: 1,
  phrases_said: null,
  abstained_rightly: 1,
  abstained: false,
  error: null,
}

function faultsWith(changes: Record<string, unknown>) {
  const [outcome] = outcomesOf({ report: { k: 10, questions: [{ ...RIGHT, ...changes }] } })
  return outcome && faultsOf(outcome)
}

test('a question whose scores are whole has nothing wrong', () => {
  expect(faultsWith({})).toEqual([])
})

test('what was not found, not cited and not said is told with its share', () => {
  const scores = {
    'recall@10': 0.5,
    citation_precision: 0.75,
    citation_recall: 0.5,
    phrases_said: 0,
  }
  expect(faultsWith(scores)).toEqual([
    { kind: 'halfFound', share: 0.5 },
    { kind: 'wrongCitations', share: 0.25 },
    { kind: 'notCited', share: 0.5 },
    { kind: 'notSaid', share: 0 },
  ])
})

test('an answer to what is not there is a fault, and its citations are not judged', () => {
  const scores = { not_there: true, abstained_rightly: 0, citation_precision: 0 }
  expect(faultsWith(scores)).toEqual([{ kind: 'answeredAnyway' }])
})

test('a question that failed is nothing but failed', () => {
  expect(faultsWith({ error: 'No answer.', 'recall@10': 0 })).toEqual([{ kind: 'failed' }])
})

test('a report without questions has none', () => {
  expect(outcomesOf({ report: {} })).toEqual([])
})

test('measures that no variant has are left out, and times are better when less', () => {
  const variants = [
    {
      name: 'a',
      figures: { 'recall@10': 0.5, tokens_in: null, answer_ms_p50: 20 },
      differences: {},
    },
    { name: 'b', figures: { 'recall@10': 1, tokens_in: null, answer_ms_p50: 80 }, differences: {} },
  ]
  const [search, speed] = measuresOf(variants)
  expect(search?.measures.map(({ name }) => name)).toEqual(['recall@10'])
  const [time] = speed?.measures ?? []
  expect(time).toMatchObject({ name: 'answer_ms_p50', unit: 'ms', lessIsBetter: true })
  expect(variants.map((variant) => time && barOf(time, variant, variants))).toEqual([0.25, 1])
})
