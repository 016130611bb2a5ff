import type { EvaluationRead } from '@/lib/schema.gen'

/** What came of a question in a variant. A score is null where it has no meaning for it. */
export type Outcome = {
  variant: string
  id: string
  question: string
  notThere: boolean
  expected: string[]
  phrases: string[]
  found: string[]
  cited: string[]
  answer: string | null
  error: string | null
  abstained: boolean | null
  answerMs: number | null
  scores: Scores
}

export type Scores = {
  recall: number | null
  citationPrecision: number | null
  citationRecall: number | null
  phrasesSaid: number | null
  abstainedRightly: number | null
}

/** A kind of fault, with the share that is wrong or right where one tells it. */
export type Fault =
  | { kind: 'failed' | 'nothingFound' | 'answeredAnyway' | 'didNotAnswer' }
  | { kind: 'halfFound' | 'wrongCitations' | 'notCited' | 'notSaid'; share: number }

type Row = Record<string, unknown>

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null)
const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

/** The questions of a report. What a report of another version lacks is left out. */
export function outcomesOf({ report }: Pick<EvaluationRead, 'report'>): Outcome[] {
  const rows = Array.isArray(report.questions) ? (report.questions as Row[]) : []
  return rows.map((row) => ({
    variant: String(row.variant),
    id: String(row.id),
    question: String(row.question),
    notThere: row.not_there === true,
    expected: textsOf(row.documents),
    phrases: textsOf(row.phrases),
    found: textsOf(row.found),
    cited: textsOf(row.cited),
    answer: textOf(row.answer),
    error: textOf(row.error),
    abstained: typeof row.abstained === 'boolean' ? row.abstained : null,
    answerMs: numberOf(row.answer_ms),
    scores: {
      recall: numberOf(row[`recall@${report.k}`]),
      citationPrecision: numberOf(row.citation_precision),
      citationRecall: numberOf(row.citation_recall),
      phrasesSaid: numberOf(row.phrases_said),
      abstainedRightly: numberOf(row.abstained_rightly),
    },
  }))
}

/** What is wrong with what came of a question; nothing where all is right. */
export function faultsOf(outcome: Outcome): Fault[] {
  if (outcome.error !== null) return [{ kind: 'failed' }]
  return [...faultsOfSearch(outcome.scores), ...faultsOfAnswer(outcome)]
}

function faultsOfSearch({ recall }: Scores): Fault[] {
  if (recall === null || recall >= 1) return []
  return recall === 0 ? [{ kind: 'nothingFound' }] : [{ kind: 'halfFound', share: recall }]
}

function faultsOfAnswer({ scores, abstained, notThere }: Outcome): Fault[] {
  const faults: Fault[] = []
  if (scores.abstainedRightly === 0) {
    faults.push({ kind: notThere ? 'answeredAnyway' : 'didNotAnswer' })
  }
  if (abstained || notThere) return faults
  const precision = scores.citationPrecision
  const shares = [
    { kind: 'wrongCitations', score: precision, share: 1 - (precision ?? 1) },
    { kind: 'notCited', score: scores.citationRecall, share: scores.citationRecall ?? 1 },
    { kind: 'notSaid', score: scores.phrasesSaid, share: scores.phrasesSaid ?? 1 },
  ] as const
  const wrong = shares.filter(({ score }) => score !== null && score < 1)
  return [...faults, ...wrong.map(({ kind, share }) => ({ kind, share }))]
}
