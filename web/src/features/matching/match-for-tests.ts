import type {
  JobRead,
  JudgementRead,
  MatchList,
  MatchRead,
  RequirementRead,
} from '@/lib/schema.gen'

/** A requirement of one skill. */
export const aSkill = (id: string, name: string, more: Partial<RequirementRead> = {}) =>
  ({
    id,
    text: `Knows ${name}`,
    need: 'must',
    weight: 3,
    options: [{ kind: 'skill', name, key: name.toLowerCase(), area: [] }],
    ...more,
  }) satisfies RequirementRead

export const aJob: JobRead = {
  offer_id: null,
  title: 'Data Engineer',
  company: null,
  requirements: [aSkill('r1', 'Python'), aSkill('r2', 'French', { need: 'gate' })],
  notes: [],
  is_edited: false,
}

const aLine = {
  quote: 'Python since 2019',
  pointer: '/skills/0/name',
  page: 2,
  page_ordinal: 1,
  start: 40,
  end: 57,
  boxes: [],
}

export const judged = (
  requirementId: string,
  verdict: JudgementRead['verdict'],
  hasLine = false,
): JudgementRead => ({
  requirement_id: requirementId,
  verdict,
  reason: `It is ${verdict}.`,
  certainty: 1,
  option: 0,
  proofs: hasLine ? [aLine, { ...aLine, pointer: null }] : [],
})

export const aMatch = (rank: number, name: string, more: Partial<MatchRead> = {}): MatchRead => ({
  rank,
  resume_id: `resume-${String(rank)}`,
  document_id: `doc-${String(rank)}`,
  name,
  job: 0,
  offer_id: null,
  score: 100 - rank,
  at_most: 100,
  confidence: 90,
  is_ruled_out: false,
  failed: [],
  open: [],
  judgements: [judged('r1', 'met', true), judged('r2', 'unknown')],
  ...more,
})

export const aComparison = (matches: MatchRead[]): MatchList => ({
  as_of: '2026-11',
  total: matches.length,
  jobs: [aJob],
  matches,
})
