import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RunEvent } from '@/runs/events'
import { reduceRun } from '@/runs/run-reducer'
import { startOf } from '@/runs/run-state'
import { aGrounding, answering, aSource, numbered } from '@/testing/scripted-run'

const all = (events: RunEvent[]) => events.reduce(reduceRun, startOf('run'))

const attempt = fc.integer({ min: 1, max: 3 })
const onTheWay = fc.oneof(
  fc.record({
    type: fc.constant('token' as const),
    data: fc.record({ text: fc.string(), attempt }),
  }),
  fc.record({ type: fc.constant('reset' as const), data: fc.record({ attempt }) }),
  fc.record({
    type: fc.constant('status' as const),
    data: fc.record({
      status: fc.constant('running' as const),
      attempt,
      stage: fc.constantFrom('retrieving' as const, 'answering' as const, 'kept' as const),
    }),
  }),
  fc.record({
    type: fc.constant('sources' as const),
    data: fc.record({ citations: fc.array(fc.constant(aSource)) }),
  }),
  fc.record({
    type: fc.constant('progress' as const),
    data: fc.record({
      stage: fc.constant('reading' as const),
      done: fc.nat(30),
      total: fc.constant(30),
    }),
  }),
)
const answered = (text: string) => ({
  text,
  citations: [aSource],
  usage: null,
  grounding: aGrounding,
  suggestions: [],
  message_id: 'answer-1',
})
const ending = fc.oneof(
  fc.string().map((text) => ({ type: 'final' as const, data: answered(text) })),
  fc.string().map((text) => ({ type: 'cancelled' as const, data: { text, message_id: null } })),
  fc.constant({
    type: 'error' as const,
    data: { code: 'backend_failed', message: 'It failed.', retryable: false },
  }),
)
const events = fc
  .tuple(fc.array(onTheWay, { maxLength: 30 }), fc.option(ending))
  .map(([before, end]) => numbered(...before, ...(end ? [end] : [])))

describe('the state of a run', () => {
  it('is the same however often and from whichever point its events are delivered again', () => {
    const deliveries = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 8 })
    fc.assert(
      fc.property(events, deliveries, (run, connections) => {
        let state = startOf('run')
        // Each connection begins at or before the event that is missed, and breaks anywhere.
        for (const [back, length] of connections) {
          const from = Math.max(0, state.seq - back)
          state = run.slice(from, from + length).reduce(reduceRun, state)
        }
        state = run.slice(state.seq).reduce(reduceRun, state)
        expect(state).toEqual(all(run))
      }),
    )
  })

  it('has the tokens of its newest attempt as text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), attempt)), (tokens) => {
        const newest = Math.max(1, ...tokens.map(([, number]) => number))
        const run = numbered(
          ...tokens.map(([text, number]) => ({
            type: 'token' as const,
            data: { text, attempt: number },
          })),
        )
        const firstOfNewest = tokens.findIndex(([, number]) => number === newest)
        const wanted = tokens.filter(
          ([, number], index) => number === newest && index >= firstOfNewest,
        )
        expect(all(run).text).toBe(wanted.map(([text]) => text).join(''))
      }),
    )
  })

  it('drops stale text when another attempt begins', () => {
    const run = numbered(
      { type: 'token', data: { text: 'old', attempt: 1 } },
      { type: 'reset', data: { attempt: 2 } },
      { type: 'token', data: { text: 'older', attempt: 1 } },
    )
    expect(all(run)).toMatchObject({ text: '', attempt: 2, sources: [] })
  })

  it('takes the text of the end, whatever came before', () => {
    const run = answering(['Ada ', 'knows'], { text: 'Ada knows Python [1].' })
    expect(all(run)).toMatchObject({
      phase: 'done',
      text: 'Ada knows Python [1].',
      seq: run.length,
    })
  })

  it('keeps its end, also when more events follow', () => {
    const run = numbered(
      { type: 'cancelled', data: { text: 'Ada', message_id: null } },
      { type: 'token', data: { text: ' knows', attempt: 1 } },
      { type: 'done', data: { status: 'done' } },
    )
    expect(all(run)).toMatchObject({ phase: 'cancelled', text: 'Ada', seq: 3 })
  })

  it('keeps the partial text of a stopped run that tells none', () => {
    const run = numbered(
      { type: 'token', data: { text: 'Ada', attempt: 1 } },
      { type: 'cancelled', data: {} },
    )
    expect(all(run)).toMatchObject({ phase: 'cancelled', text: 'Ada' })
  })

  it('knows how a run ended of which only the last event is left', () => {
    const last: RunEvent = { seq: 90, type: 'done', data: { status: 'failed' } }
    expect(all([last])).toMatchObject({ phase: 'failed', seq: 90 })
  })

  it('keeps what a later server may send for another day', () => {
    const strange = { seq: 1, type: 'thought', data: {} } as unknown as RunEvent
    expect(all([strange])).toEqual({ ...startOf('run'), seq: 1 })
  })
})
