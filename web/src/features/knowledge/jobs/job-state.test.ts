import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  jobsAfter,
  stepOf,
  summaryOf,
  type Job,
  type JobEvent,
} from '@/features/knowledge/jobs/job-state'

const begun: JobEvent = {
  type: 'begun',
  job: { id: 'j', kind: 'upload', kb: 'demo', looking: 0, parts: [], leftOut: [] },
}
const checked: JobEvent = {
  type: 'checked',
  id: 'j',
  parts: [
    { files: 2, bytes: 100 },
    { files: 1, bytes: 50 },
  ],
  leftOut: [{ path: 'photo.xyz', code: 'unsupported_kind' }],
}
const answered = (part: number, runId: string | null): JobEvent => ({
  type: 'answered',
  id: 'j',
  part,
  answer: { runId, accepted: 2, documents: { 'ada.pdf': 'd1', 'bad.pdf': 'd2' } },
})
const ended = (part: number): JobEvent => ({
  type: 'ended',
  id: 'j',
  part,
  outcome: 'done',
  failed: [{ path: 'bad.pdf', code: 'damaged', message: 'bad.pdf is damaged' }],
  error: null,
})

function after(...events: JobEvent[]): Job {
  const job = [begun, ...events].reduce<readonly Job[]>(jobsAfter, [])[0]
  if (!job) throw new Error('the job is gone')
  return job
}

describe('a job that takes files in', () => {
  it('goes from looking over sending and reading to its end', () => {
    const steps: JobEvent[] = [checked, { type: 'sending', id: 'j', part: 0 }, answered(0, 'r0')]
    const rest: JobEvent[] = [{ type: 'sending', id: 'j', part: 1 }, answered(1, null), ended(0)]
    const seen = [...steps, ...rest].map((_, at, all) => stepOf(after(...all.slice(0, at + 1))))
    expect(stepOf(after())).toBe('looking')
    expect(seen).toEqual(['sending', 'sending', 'sending', 'sending', 'running', 'ended'])
  })

  it('is over at once when every file was left out', () => {
    const job = after({ ...checked, parts: [] })
    expect(stepOf(job)).toBe('ended')
    expect(summaryOf(job).leftOut).toHaveLength(1)
  })

  it('tells each file that failed, with the document that may be tried again', () => {
    const summary = summaryOf(after(checked, answered(0, 'r'), ended(0)))
    expect(summary.added).toBe(1)
    expect(summary.leftOut.map(({ path, documentId }) => [path, documentId])).toEqual([
      ['photo.xyz', undefined],
      ['bad.pdf', 'd2'],
    ])
  })

  it('counts a file that is tried again in the new job alone', () => {
    const retried: JobEvent = { type: 'retried', id: 'j', path: 'bad.pdf' }
    const summary = summaryOf(after(checked, answered(0, 'r'), ended(0), retried))
    expect(summary.added).toBe(1)
    expect(summary.leftOut.map(({ path }) => path)).toEqual(['photo.xyz'])
  })

  it('breaks off and is sent again from the start of the part', () => {
    const sent: JobEvent = { type: 'sent', id: 'j', part: 0, bytes: 60 }
    const broken: JobEvent = { type: 'broken', id: 'j', part: 0, error: new Error('lost') }
    const sending: JobEvent = { type: 'sending', id: 'j', part: 0 }
    const events = [checked, sending, sent, broken]
    expect(stepOf(after(...events))).toBe('broken')
    expect(summaryOf(after(...events, sending)).sentBytes).toBe(0)
  })

  it('ignores progress and ends that come late', () => {
    const late: JobEvent = { type: 'sent', id: 'j', part: 0, bytes: 5 }
    const job = after(checked, { type: 'sending', id: 'j', part: 0 }, answered(0, 'r'), late)
    expect(summaryOf(job).sentBytes).toBe(100)
    expect(summaryOf(after(checked, answered(0, 'r'), ended(0), ended(0))).leftOut).toHaveLength(2)
  })

  it('is there no more once it is dismissed', () => {
    expect(
      [begun, checked, { type: 'dismissed', id: 'j' } as const].reduce<readonly Job[]>(
        jobsAfter,
        [],
      ),
    ).toEqual([])
  })

  it('never tells of more bytes than there are, whatever a browser counts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (counts) => {
        const progress = counts.map((bytes) => ({ type: 'sent', id: 'j', part: 0, bytes }) as const)
        const job = after(checked, { type: 'sending', id: 'j', part: 0 }, ...progress)
        expect(summaryOf(job).sentBytes).toBeLessThanOrEqual(summaryOf(job).bytes)
      }),
    )
  })
})
