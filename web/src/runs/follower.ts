import type { Problem } from '@/lib/problem'
import type { RunEvent } from '@/runs/events'

/** What whoever follows a run is told. After `onEnd` or `onRefused` nothing more comes. */
export type Watcher = {
  onEvent: (event: RunEvent) => void
  /** A connection carries events from now on. */
  onLive: () => void
  /** There is none; it is being tried. */
  onLost: () => void
  onEnd: () => void
  /** A problem that will not pass. */
  onRefused: (problem: Problem) => void
}

/** Follow a run from its first event on until it ends, over as many connections as it takes. */
export type Follow = (runId: string, watcher: Watcher) => () => void

/** The server says that it is there every 15 s; a connection that is silent for longer is lost. */
export const SILENCE_MS = 40_000
/** Older than this, and the page wakes up: better a new connection than waiting. */
export const STALE_MS = 18_000

const LONGEST_PAUSE_MS = 10_000
const LONGEST_ASKED_S = 60

/** Asking again would change nothing. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

/** Doubles with each failure, and differs between followers so that they do not come at once. */
export function pauseAfter(failures: number, random = Math.random()): number {
  return Math.min(250 * 2 ** failures, LONGEST_PAUSE_MS) * (0.5 + random / 2)
}

/** Milliseconds that the server asks for; never so long that nobody would wait for it. */
export function pauseAskedFor({ retryAfter }: Problem): number | undefined {
  return retryAfter ? Math.min(retryAfter, LONGEST_ASKED_S) * 1000 : undefined
}

/** Calls when waiting makes no sense any more: the network is back, or somebody looks again. */
export function onWakeUp(act: () => void): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') act()
  }
  addEventListener('online', act)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    removeEventListener('online', act)
    document.removeEventListener('visibilitychange', onVisible)
  }
}
