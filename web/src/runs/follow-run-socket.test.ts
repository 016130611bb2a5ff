import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { RunEvent } from '@/runs/events'
import { createSocketFollower } from '@/runs/follow-run-socket'
import type { Watcher } from '@/runs/follower'
import { answering } from '@/testing/scripted-run'

/** A socket whose other end is the test. */
class ScriptedSocket {
  readyState: number = WebSocket.CONNECTING
  sent: Record<string, unknown>[] = []
  onopen: () => void = () => {}
  onmessage: (event: { data: string }) => void = () => {}
  onclose: (event: { code: number; reason: string }) => void = () => {}

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close() {
    this.readyState = WebSocket.CLOSED
  }
  accept() {
    this.readyState = WebSocket.OPEN
    this.onopen()
  }
  say(message: object) {
    this.onmessage({ data: JSON.stringify(message) })
  }
  tell(runId: string, ...events: RunEvent[]) {
    events.forEach((event) => {
      this.say({ run_id: runId, ...event })
    })
  }
  lose(code = 1006) {
    this.readyState = WebSocket.CLOSED
    this.onclose({ code, reason: '' })
  }
}

let sockets: ScriptedSocket[] = []

function opened(): ScriptedSocket {
  const socket = sockets.at(-1)
  if (!socket) throw new Error('No socket was opened.')
  return socket
}

function follower() {
  return createSocketFollower(() => {
    const socket = new ScriptedSocket()
    sockets.push(socket)
    return socket as unknown as WebSocket
  })
}

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

const run = answering(['Ada ', 'knows'])

beforeEach(() => {
  vi.useFakeTimers()
  sockets = []
})
afterEach(() => {
  vi.useRealTimers()
})

describe('following runs over a socket', () => {
  it('brings every event in order and closes once nothing is followed', () => {
    const { events, told, watcher } = watch()
    follower()('r', watcher)
    opened().accept()
    expect(opened().sent).toEqual([{ type: 'resume', run_id: 'r', after: 0 }])
    opened().say({ type: 'following', run_id: 'r', after: 0 })
    opened().tell('r', ...run)
    expect(events.map(({ seq }) => seq)).toEqual(run.map(({ seq }) => seq))
    expect(told).toEqual(['live', 'end'])
    expect(opened().readyState).toBe(WebSocket.CLOSED)
  })

  it('carries several runs over one connection', () => {
    const [one, other] = [watch(), watch()]
    const follow = follower()
    follow('a', one.watcher)
    opened().accept()
    follow('b', other.watcher)
    opened().tell('b', ...run.slice(0, 2))
    opened().tell('a', ...run.slice(0, 1))
    expect(sockets).toHaveLength(1)
    expect([one.events.length, other.events.length]).toEqual([1, 2])
  })

  it('comes back after a lost connection, each run from where it was', () => {
    const { events, told, watcher } = watch()
    follower()('r', watcher)
    opened().accept()
    opened().tell('r', ...run.slice(0, 3))
    opened().lose()
    expect(told).toEqual(['lost'])
    vi.advanceTimersByTime(1_000)
    expect(sockets).toHaveLength(2)
    opened().accept()
    expect(opened().sent).toEqual([{ type: 'resume', run_id: 'r', after: 3 }])
    opened().tell('r', ...run)
    expect(events).toHaveLength(run.length)
  })

  it('takes a connection that is silent for too long for lost', () => {
    const { told, watcher } = watch()
    follower()('r', watcher)
    opened().accept()
    vi.advanceTimersByTime(30_000)
    opened().say({ type: 'heartbeat' })
    vi.advanceTimersByTime(30_000)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(12_000)
    expect(told).toEqual(['lost'])
    expect(sockets).toHaveLength(2)
  })

  it('comes back at once when the network is there again', () => {
    follower()('r', watch().watcher)
    opened().lose()
    dispatchEvent(new Event('online'))
    expect(sockets).toHaveLength(2)
  })

  it('waits longer where the server is full', () => {
    follower()('r', watch().watcher)
    opened().accept()
    opened().lose(1013)
    vi.advanceTimersByTime(4_000)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(2_000)
    expect(sockets).toHaveLength(2)
  })

  it('gives up where coming back would end the same way', () => {
    const { told, watcher } = watch()
    follower()('r', watcher)
    opened().accept()
    opened().lose(1007)
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual(['refused socket_closed'])
    expect(sockets).toHaveLength(1)
  })

  it('tells of a run that is not there, and goes on with the others', () => {
    const [gone, there] = [watch(), watch()]
    const follow = follower()
    follow('gone', gone.watcher)
    follow('there', there.watcher)
    opened().accept()
    opened().say({ type: 'error', run_id: 'gone', code: 'run_not_found', message: '', status: 404 })
    opened().tell('there', ...run.slice(0, 1))
    expect(gone.told).toEqual(['refused run_not_found'])
    expect(there.events).toHaveLength(1)
  })

  it('asks again after a refusal that passes', () => {
    follower()('r', watch().watcher)
    opened().accept()
    const refusal = { code: 'too_many_streams', message: '', status: 429, retry_after: 2 }
    opened().say({ type: 'error', run_id: 'r', ...refusal })
    vi.advanceTimersByTime(2_000)
    expect(opened().sent).toHaveLength(2)
  })

  it('ends where nothing is left of a run', () => {
    const { told, watcher } = watch()
    follower()('r', watcher)
    opened().accept()
    opened().say({ type: 'end', run_id: 'r' })
    expect(told).toEqual(['end'])
  })

  it('says nothing any more of a run that was left', () => {
    const { events, watcher } = watch()
    const leave = follower()('r', watcher)
    const socket = opened()
    socket.accept()
    leave()
    socket.tell('r', ...run)
    expect(events).toEqual([])
    expect(socket.sent.at(-1)).toEqual({ type: 'unfollow', run_id: 'r' })
  })
})
