import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { RunEvent } from '@/runs/events'
import { createSocketFollower } from '@/runs/follow-run-socket'
import type { Follow, Watcher } from '@/runs/follower'
import { answering } from '@/testing/scripted-run'
import { ScriptedSocket } from '@/testing/scripted-socket'

let sockets: ScriptedSocket[] = []

function opened(): ScriptedSocket {
  const socket = sockets.at(-1)
  if (!socket) throw new Error('No socket was opened.')
  return socket
}

const instead = vi.fn<Follow>()
const leaveOther = vi.fn()
const blocked = vi.fn()

function follower() {
  return createSocketFollower(
    () => {
      const socket = new ScriptedSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    instead,
    blocked,
  )
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
  vi.resetAllMocks()
  instead.mockReturnValue(leaveOther)
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

  it('follows otherwise where no socket gets through, and says so once', () => {
    const follow = follower()
    const leave = follow('r', watch().watcher)
    for (let tries = 0; tries < 3; tries++) {
      expect(instead).not.toHaveBeenCalled()
      opened().lose()
      vi.advanceTimersByTime(2_000)
    }
    expect(instead).toHaveBeenCalledExactlyOnceWith('r', expect.anything())
    follow('later', watch().watcher)
    expect(instead).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(60_000)
    expect([sockets.length, blocked.mock.calls.length]).toEqual([3, 1])
    leave()
    expect(leaveOther).toHaveBeenCalledOnce()
  })

  it('keeps to sockets where one has brought something before', () => {
    follower()('r', watch().watcher)
    opened().accept()
    opened().say({ type: 'following', run_id: 'r', after: 0 })
    for (let tries = 0; tries < 6; tries++) {
      opened().lose()
      vi.advanceTimersByTime(10_000)
    }
    expect(sockets).toHaveLength(7)
    expect(instead).not.toHaveBeenCalled()
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
