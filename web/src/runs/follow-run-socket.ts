import { Problem } from '@/lib/problem'
import type { RunEvent } from '@/runs/events'
import { followRun } from '@/runs/follow-run'
import {
  isFinal,
  onWakeUp,
  pauseAfter,
  SILENCE_MS,
  STALE_MS,
  type Follow,
  type Watcher,
} from '@/runs/follower'
import { tellSocketsBlocked } from '@/runs/sockets-blocked'

type Followed = {
  watcher: Watcher
  last: number
  failures: number
  /** Where it is followed otherwise: ends that. */
  leave?: () => void
}

type Message = {
  type: string
  run_id?: string
  seq?: number
  data?: unknown
  code?: string
  message?: string
  status?: number
  retry_after?: number
}

/** Codes after which coming back would end the same way. */
const FINAL_CODES = new Set([1003, 1007, 1009])
const FULL = 1013
const FULL_PAUSE_MS = 5_000
/** The connection was lost, or there never was one. */
const LOST = 1006
/** As often in a row without a single word from the server, and something is in between. */
const TRIES = 3

/**
 * One socket that follows all runs of this page; it is open while there are any. Where sockets do
 * not get through, runs are followed by `instead` from then on, and `blocked` is told.
 */
export function createSocketFollower(
  open: () => WebSocket,
  instead: Follow,
  blocked: () => void,
): Follow {
  const followed = new Map<string, Followed>()
  let socket: WebSocket | null = null
  let failures = 0
  let getsThrough: boolean | null = null
  let heardAt = 0
  let alarm: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopWaking: (() => void) | null = null

  const send = (message: object) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  const resume = (runId: string) => {
    const run = followed.get(runId)
    if (run) send({ type: 'resume', run_id: runId, after: run.last })
  }

  const heard = () => {
    heardAt = Date.now()
    clearTimeout(alarm)
    alarm = setTimeout(lose, SILENCE_MS)
  }

  /** Leave a connection that is there no more, and come back. */
  const lose = (code = LOST) => {
    drop()
    if (code !== LOST) getsThrough = true
    if (followed.size === 0) return
    followed.forEach(({ watcher }) => {
      watcher.onLost()
    })
    if (getsThrough === null && failures + 1 >= TRIES) {
      giveUp()
      return
    }
    const pause = code === FULL ? FULL_PAUSE_MS : pauseAfter(failures++)
    retry = setTimeout(connect, pause)
  }

  const giveUp = () => {
    getsThrough = false
    blocked()
    stopWaking?.()
    // From their first event on: whoever watches knows those that come a second time.
    followed.forEach((run, runId) => {
      run.leave = instead(runId, run.watcher)
    })
  }

  const drop = () => {
    clearTimeout(alarm)
    clearTimeout(retry)
    const left = socket
    socket = null
    left?.close(1000)
  }

  const connect = () => {
    drop()
    const opened = open()
    socket = opened
    heard()
    opened.onopen = () => {
      if (socket !== opened) return
      followed.forEach((_, runId) => {
        resume(runId)
      })
    }
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      if (socket !== opened) return
      heard()
      getsThrough = true
      take(JSON.parse(data) as Message)
    }
    opened.onclose = ({ code, reason }) => {
      if (socket !== opened) return
      if (FINAL_CODES.has(code)) refuseAll(new Problem('socket_closed', reason, 0))
      lose(code)
    }
  }

  const take = (message: Message) => {
    const runId = message.run_id ?? ''
    const run = followed.get(runId)
    if (!run) return
    if (message.seq !== undefined) {
      failures = run.failures = 0
      if (message.seq <= run.last) return
      run.last = message.seq
      run.watcher.onEvent({
        seq: message.seq,
        type: message.type,
        data: message.data,
      } as RunEvent)
      if (message.type === 'done') end(runId, run)
    } else if (message.type === 'following') run.watcher.onLive()
    else if (message.type === 'end') end(runId, run)
    else if (message.type === 'error') refused(runId, run, message)
  }

  const refused = (runId: string, run: Followed, message: Message) => {
    const status = message.status ?? 500
    if (isFinal(status)) {
      forget(runId)
      run.watcher.onRefused(new Problem(message.code ?? 'unknown', message.message ?? '', status))
      return
    }
    run.watcher.onLost()
    const pause = (message.retry_after ?? 0) * 1000 || pauseAfter(run.failures++)
    setTimeout(resume, pause, runId)
  }

  const end = (runId: string, run: Followed) => {
    forget(runId)
    run.watcher.onEnd()
  }

  const refuseAll = (problem: Problem) => {
    const all = [...followed]
    followed.clear()
    all.forEach(([, { watcher }]) => {
      watcher.onRefused(problem)
    })
    rest()
  }

  const forget = (runId: string) => {
    followed.delete(runId)
    rest()
  }

  /** Nobody follows anything: the socket is somebody else's to have. */
  const rest = () => {
    if (followed.size > 0) return
    drop()
    stopWaking?.()
    stopWaking = null
  }

  return (runId, watcher) => {
    if (getsThrough === false) return instead(runId, watcher)
    followed.set(runId, { watcher, last: 0, failures: 0 })
    stopWaking ??= onWakeUp(() => {
      if (!socket || Date.now() - heardAt > STALE_MS) connect()
    })
    if (socket) resume(runId)
    else connect()
    return () => {
      const run = followed.get(runId)
      if (run?.watcher !== watcher) return
      run.leave?.()
      send({ type: 'unfollow', run_id: runId })
      forget(runId)
    }
  }
}

export const followRunOverSocket = createSocketFollower(
  () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/ws`),
  followRun,
  tellSocketsBlocked,
)
