import { http, HttpResponse } from 'msw'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import type { RunEvent } from '@/runs/events'
import { followRun } from '@/runs/follow-run'
import type { Watcher } from '@/runs/follower'
import { answering, frameOf, numbered, openStream, streamOf } from '@/testing/scripted-run'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const EVENTS = '*/api/runs/:id/events'

function watch() {
  const events: RunEvent[] = []
  const told: string[] = []
  const watcher: Watcher = {
    onEvent: (event) => events.push(event),
    onLive: () => told.push('live'),
    onLost: () => told.push('lost'),
    onEnd: () => told.push('end'),
    onRefused: ({ code }) => told.push(`refused ${code}`),
  }
  return { events, told, watcher }
}

const after = (request: Request) => Number(request.headers.get('last-event-id'))

describe('following a run by server-sent events', () => {
  it('brings every event in order and ends with the last', async () => {
    const run = answering(['Ada ', 'knows ', 'Python.'])
    server.use(http.get(EVENTS, ({ request }) => streamOf(run, after(request))))
    const { events, told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toEqual(['live', 'end'])
    })
    expect(events).toEqual(run)
  })

  it('reads a stream that is split at any byte', async () => {
    const run = numbered(
      { type: 'token', data: { text: 'Zoë “日” 🙂\n', attempt: 1 } },
      { type: 'done', data: { status: 'done' } },
    )
    const bytes = new TextEncoder().encode(run.map(frameOf).join(''))
    for (let at = 1; at < bytes.length; at++) {
      const stream = openStream()
      server.resetHandlers(http.get(EVENTS, () => stream.response()))
      stream.sendBytes(bytes.slice(0, at))
      stream.sendBytes(bytes.slice(at))
      const { events, watcher } = watch()
      await new Promise<void>((onEnd) => followRun('r', { ...watcher, onEnd }))
      expect(events).toEqual(run)
    }
  })

  it('comes back after a lost connection and misses and repeats nothing', async () => {
    const run = answering(['Ada ', 'knows ', 'Python.'])
    const asked: number[] = []
    server.use(
      http.get(EVENTS, ({ request }) => {
        asked.push(after(request))
        if (asked.length === 2) return HttpResponse.json({}, { status: 503 })
        return streamOf(asked.length === 1 ? run.slice(0, 4) : run, after(request))
      }),
    )
    const { events, told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told.at(-1)).toBe('end')
    }, 4_000)
    expect(asked).toEqual([0, 4, 4])
    expect(events).toEqual(run)
    expect(told).toEqual(['live', 'lost', 'lost', 'live', 'end'])
  })

  it.each([429, 503])('leaves a server alone for as long as it asks with %i', async (status) => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    let asked = 0
    const full = { status, headers: { 'retry-after': '7' } }
    server.use(
      http.get(EVENTS, () =>
        asked++ === 0 ? HttpResponse.json({ code: 'full' }, full) : streamOf(answering(['Ada'])),
      ),
    )
    const { told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toEqual(['lost'])
    })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    await vi.waitFor(() => {
      expect(told).toContain('end')
    })
  })

  it('ignores events that come a second time', async () => {
    const run = answering(['Ada'])
    server.use(http.get(EVENTS, () => streamOf([...run.slice(0, 3), ...run])))
    const { events, told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toContain('end')
    })
    expect(events).toEqual(run)
  })

  it('ends when the server has nothing left', async () => {
    server.use(http.get(EVENTS, () => new HttpResponse(null, { status: 204 })))
    const { told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toEqual(['end'])
    })
  })

  it('asks no more after a problem that will not pass', async () => {
    let asked = 0
    server.use(
      http.get(EVENTS, () => {
        asked++
        return HttpResponse.json({ code: 'run_not_found', detail: 'Gone.' }, { status: 404 })
      }),
    )
    const { told, watcher } = watch()
    followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toEqual(['refused run_not_found'])
    })
    expect(asked).toBe(1)
  })

  it('says nothing any more once it was left', async () => {
    const stream = openStream()
    server.use(http.get(EVENTS, () => stream.response()))
    const { events, told, watcher } = watch()
    const leave = followRun('r', watcher)
    await vi.waitFor(() => {
      expect(told).toEqual(['live'])
    })
    leave()
    expect(events).toEqual([])
    expect(told).toEqual(['live'])
  })

  it('comes back at once when the network is there again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    let asked = 0
    server.use(
      http.get(EVENTS, () => {
        asked++
        return asked < 6 ? HttpResponse.error() : streamOf(answering(['Ada']))
      }),
    )
    const { told, watcher } = watch()
    followRun('r', watcher)
    // By backing off alone this would take about eight seconds.
    await vi.waitFor(() => {
      dispatchEvent(new Event('online'))
      expect(told).toContain('end')
    })
    expect(asked).toBe(6)
  })
})
