import { useSyncExternalStore } from 'react'

import { keepJobs, keptJobs } from '@/features/knowledge/jobs/kept-jobs'
import {
  jobsAfter,
  type Answered,
  type Job,
  type JobEvent,
  type JobKind,
} from '@/features/knowledge/jobs/job-state'

// Outside of React: an upload goes on while another page of the app is shown.
let jobs: readonly Job[] = keptJobs()
const CHANGING_RUNS: JobEvent['type'][] = ['answered', 'ended', 'retried', 'dismissed']
const listeners = new Set<() => void>()
let begun = 0

export function tell(event: JobEvent) {
  jobs = jobsAfter(jobs, event)
  if (CHANGING_RUNS.includes(event.type)) keepJobs(jobs)
  listeners.forEach((listener) => {
    listener()
  })
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useJobs(): readonly Job[] {
  return useSyncExternalStore(subscribe, () => jobs)
}

export function beginJob(kind: JobKind, kb: string, looking: number | null = null): string {
  const id = `${Date.now()}-${++begun}`
  tell({ type: 'begun', job: { id, kind, kb, looking, parts: [], leftOut: [] } })
  return id
}

/** A job whose one request was answered already; from here on its run is followed. */
export function followJob(kind: JobKind, kb: string, answer: Answered): string {
  const id = beginJob(kind, kb)
  const part = { files: answer.accepted ?? 0, bytes: 0 }
  tell({ type: 'checked', id, parts: [part], leftOut: [] })
  tell({ type: 'answered', id, part: 0, answer })
  return id
}

/** Nothing is told any more of a base that is gone. */
export function forgetJobs(kb: string) {
  for (const job of jobs) if (job.kb === kb) tell({ type: 'dismissed', id: job.id })
}
