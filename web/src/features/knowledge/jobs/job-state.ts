import type { LeftOut } from '@/features/knowledge/picking/picked-file'

export type JobKind = 'upload' | 'paths' | 'retry' | 'rebuild' | 'import'

/** One request of a job, and the run that does what it asks for. */
export type Part = {
  files: number
  bytes: number
  sentBytes: number
  state: 'waiting' | 'sending' | 'running' | 'ended' | 'broken'
  runId: string | null
  accepted: number
  unchanged: number
  /** How many of those accepted could not be read. */
  failed: number
  /** Documents that the files became, by path. */
  documents: Record<string, string>
  leftOut: LeftOut[]
  /** How the run ended; null without one. */
  outcome: 'done' | 'failed' | 'cancelled' | null
  error: unknown
}

/** Something that fills or changes a base and takes its time. */
export type Job = {
  id: string
  kind: JobKind
  kb: string
  /** How many files were found so far, while folders are looked through. */
  looking: number | null
  parts: Part[]
  /** Files that were not even sent. */
  leftOut: LeftOut[]
}

export type Answered = {
  runId: string | null
  accepted?: number
  unchanged?: number
  documents?: Record<string, string>
  leftOut?: LeftOut[]
}

export type JobEvent =
  | { type: 'begun'; job: Job }
  | { type: 'found'; id: string; files: number }
  | { type: 'checked'; id: string; parts: { files: number; bytes: number }[]; leftOut: LeftOut[] }
  | { type: 'sending'; id: string; part: number }
  | { type: 'unreadable'; id: string; leftOut: LeftOut[] }
  | { type: 'sent'; id: string; part: number; bytes: number }
  | { type: 'answered'; id: string; part: number; answer: Answered }
  | { type: 'broken'; id: string; part: number; error: unknown }
  | { type: 'ended'; id: string; part: number; outcome: Outcome; failed: LeftOut[]; error: unknown }
  | { type: 'retried'; id: string; path: string }
  | { type: 'dismissed'; id: string }

type Outcome = NonNullable<Part['outcome']>

export const emptyPart: Part = {
  files: 0,
  bytes: 0,
  sentBytes: 0,
  state: 'waiting',
  runId: null,
  accepted: 0,
  unchanged: 0,
  failed: 0,
  documents: {},
  leftOut: [],
  outcome: null,
  error: null,
}

export function jobsAfter(jobs: readonly Job[], event: JobEvent): readonly Job[] {
  if (event.type === 'begun') return [event.job, ...jobs]
  if (event.type === 'dismissed') return jobs.filter((job) => job.id !== event.id)
  return jobs.map((job) => (job.id === event.id ? jobAfter(job, event) : job))
}

type JobChange = Exclude<JobEvent, { type: 'begun' | 'dismissed' }>

function jobAfter(job: Job, event: JobChange): Job {
  switch (event.type) {
    case 'found':
      return { ...job, looking: event.files }
    case 'checked': {
      const parts = event.parts.map((part) => ({ ...emptyPart, ...part }))
      return { ...job, looking: null, parts, leftOut: event.leftOut }
    }
    case 'unreadable':
      return { ...job, leftOut: [...job.leftOut, ...event.leftOut] }
    case 'retried':
      return withoutFailure(job, event.path)
    default:
      return {
        ...job,
        parts: job.parts.map((part, at) => (at === event.part ? partAfter(part, event) : part)),
      }
  }
}

/** Another job answers for that file from now on. */
function withoutFailure(job: Job, path: string): Job {
  const parts = job.parts.map((part) => {
    const leftOut = part.leftOut.filter((each) => each.path !== path)
    const fewer = part.leftOut.length - leftOut.length
    return { ...part, leftOut, accepted: part.accepted - fewer, failed: part.failed - fewer }
  })
  return { ...job, parts }
}

type PartChange = Extract<JobChange, { part: number }>

function partAfter(part: Part, event: PartChange): Part {
  switch (event.type) {
    case 'sending':
      return { ...part, state: 'sending', sentBytes: 0, error: null }
    case 'sent':
      // What comes late tells of bytes that the server has answered already.
      return part.state === 'sending' ? { ...part, sentBytes: event.bytes } : part
    case 'answered': {
      const state = event.answer.runId ? 'running' : 'ended'
      return { ...part, sentBytes: part.bytes, ...event.answer, state }
    }
    case 'broken':
      return { ...part, state: 'broken', error: event.error }
    case 'ended':
      return part.state === 'running' ? ended(part, event) : part
  }
}

function ended(part: Part, { outcome, failed, error }: Extract<PartChange, { type: 'ended' }>) {
  const told = failed.map((each) => ({ ...each, documentId: part.documents[each.path] }))
  return {
    ...part,
    state: 'ended' as const,
    outcome,
    error,
    failed: failed.length,
    leftOut: [...part.leftOut, ...told],
  }
}

/** Where a job is as a whole. */
export function stepOf(job: Job): 'looking' | 'sending' | 'running' | 'broken' | 'ended' {
  if (job.looking !== null) return 'looking'
  const has = (state: Part['state']) => job.parts.some((part) => part.state === state)
  if (has('sending')) return 'sending'
  if (has('broken')) return 'broken'
  if (has('waiting')) return 'sending'
  return has('running') ? 'running' : 'ended'
}

export function summaryOf(job: Job) {
  const sum = (of: (part: Part) => number) => job.parts.reduce((all, part) => all + of(part), 0)
  const leftOut = [...job.leftOut, ...job.parts.flatMap((part) => part.leftOut)]
  return {
    bytes: sum((part) => part.bytes),
    sentBytes: sum((part) => Math.min(part.sentBytes, part.bytes)),
    files: sum((part) => part.files),
    added: sum((part) => part.accepted - part.failed),
    unchanged: sum((part) => part.unchanged),
    leftOut,
  }
}
