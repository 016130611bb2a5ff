import type { Problem } from '@/lib/problem'
import type { RunEvent } from '@/runs/events'
import type { Follow } from '@/runs/follower'
import { reduceRun } from '@/runs/run-reducer'
import { hasEnded, startOf, type RunState } from '@/runs/run-state'

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended'
export type FollowedRun = { state: RunState; connection: Connection }

/** A page that moves from one view to the next keeps the stream it has. */
const KEPT_MS = 5_000
const HIDDEN_FRAME_MS = 200

/** Calls at the next frame, or soon where no frames are drawn. */
function atNextFrame(act: () => void): () => void {
  const cancel = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
  const once = () => {
    cancel()
    act()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, HIDDEN_FRAME_MS)
  return cancel
}

export type RunStore = ReturnType<typeof createRunStore>

/** One follower of a run for all that show it; events of a frame are shown at once. */
export function createRunStore(runId: string, follow: Follow, onUnused: () => void) {
  let shown: FollowedRun = { state: startOf(runId), connection: 'connecting' }
  let next = shown
  let cancelFrame: (() => void) | null = null
  let leave: (() => void) | null = null
  let forgetting: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  const show = () => {
    cancelFrame = null
    shown = next
    listeners.forEach((listener) => {
      listener()
    })
  }
  const change = (changed: Partial<FollowedRun>) => {
    next = { ...next, ...changed }
    cancelFrame ??= atNextFrame(show)
  }
  const watcher = {
    onEvent: (event: RunEvent) => {
      change({ state: reduceRun(next.state, event), connection: 'live' })
    },
    onLive: () => {
      change({ connection: 'live' })
    },
    onLost: () => {
      change({ connection: 'reconnecting' })
    },
    onEnd: () => {
      change({ connection: 'ended' })
    },
    onRefused: (problem: Problem) => {
      change({ connection: 'ended', state: refused(next.state, problem) })
    },
  }

  return {
    current: () => shown,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      clearTimeout(forgetting)
      leave ??= follow(runId, watcher)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        forgetting = setTimeout(() => {
          cancelFrame?.()
          leave?.()
          onUnused()
        }, KEPT_MS)
      }
    },
  }
}

function refused(state: RunState, problem: Problem): RunState {
  if (hasEnded(state)) return state
  const error = { code: problem.code, message: problem.message, retryable: false }
  return { ...state, phase: 'failed', error }
}
