import { emptyPart, type Job, type Part } from '@/features/knowledge/jobs/job-state'

const KEY = 'folioscope.jobs'
// As few as are told of in one view; the server has the state of every document anyway.
const MOST = 20

type Kept = Pick<Job, 'id' | 'kind' | 'kb'> & {
  runs: Pick<Part, 'runId' | 'accepted' | 'unchanged' | 'documents' | 'leftOut'>[]
}

/** Runs go on at the server: what follows them is found again after a reload of the page. */
export function keepJobs(jobs: readonly Job[]) {
  const kept: Kept[] = jobs.slice(0, MOST).flatMap(({ id, kind, kb, parts }) => {
    const runs = parts.flatMap(({ state, runId, accepted, unchanged, documents, leftOut }) =>
      state === 'running' ? [{ runId, accepted, unchanged, documents, leftOut }] : [],
    )
    return runs.length > 0 ? [{ id, kind, kb, runs }] : []
  })
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing shows the state of the documents all the same.
  }
}

export function keptJobs(): Job[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Kept[]
    return kept.map(({ id, kind, kb, runs }) => ({
      id,
      kind,
      kb,
      looking: null,
      leftOut: [],
      parts: runs.map((run) => ({ ...emptyPart, ...run, state: 'running' as const })),
    }))
  } catch {
    return []
  }
}
