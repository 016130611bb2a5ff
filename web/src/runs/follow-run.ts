import { createParser, type EventSourceMessage } from 'eventsource-parser'

import { fetchAs } from '@/lib/bearer'
import { problemOf } from '@/lib/problem'
import type { RunEvent } from '@/runs/events'
import {
  isFinal,
  onWakeUp,
  pauseAfter,
  pauseAskedFor,
  SILENCE_MS,
  STALE_MS,
  type Follow,
  type Watcher,
} from '@/runs/follower'

type Following = { runId: string; watcher: Watcher; last: number; isOver: boolean }
type Connection = { leave: AbortController; heard: () => void }

/** Follow a run by server-sent events. */
export const followRun: Follow = (runId, watcher) => {
  const following: Following = { runId, watcher, last: 0, isOver: false }
  let leave = new AbortController()
  let wake = () => {}
  let heardAt = Date.now()
  let alarm: ReturnType<typeof setTimeout> | undefined

  const heard = () => {
    heardAt = Date.now()
    clearTimeout(alarm)
    alarm = setTimeout(() => {
      leave.abort()
    }, SILENCE_MS)
  }
  const stopWaking = onWakeUp(() => {
    wake()
    if (Date.now() - heardAt > STALE_MS) leave.abort()
  })

  const goOn = async () => {
    for (let failures = 0; !following.isOver; failures++) {
      const before = following.last
      leave = new AbortController()
      heard()
      const asked = await connect(following, { leave, heard })
      if (following.isOver) break
      watcher.onLost()
      if (following.last > before) failures = 0
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, asked ?? pauseAfter(failures))
      })
    }
    clearTimeout(alarm)
    stopWaking()
  }
  void goOn()

  return () => {
    following.isOver = true
    leave.abort()
    wake()
  }
}

/**
 * One connection, until it breaks or nothing is left to come. Returns how many milliseconds the
 * server asks to be left alone for, where it does.
 */
async function connect(
  following: Following,
  { leave, heard }: Connection,
): Promise<number | undefined> {
  const { runId, watcher } = following
  try {
    const address = new URL(`/api/runs/${encodeURIComponent(runId)}/events`, location.href)
    const request = new Request(address, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(following.last) },
      cache: 'no-store',
      signal: leave.signal,
    })
    const response = await fetchAs(request)
    if (following.isOver) return
    if (response.status === 204) finish(following)
    else if (isFinal(response.status)) {
      following.isOver = true
      watcher.onRefused(await problemOf(response))
    } else if (response.ok && response.body) {
      watcher.onLive()
      await read(response.body, following, heard)
    } else return pauseAskedFor(await problemOf(response))
  } catch {
    // Broken off, or never there: it is tried again.
  } finally {
    leave.abort()
  }
}

async function read(body: ReadableStream<Uint8Array>, following: Following, heard: () => void) {
  const parser = createParser({
    onEvent: (message) => {
      take(message, following)
    },
  })
  const reader = body.getReader()
  const decoder = new TextDecoder()
  while (!following.isOver) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    parser.feed(decoder.decode(value, { stream: true }))
  }
}

function take({ id, event, data }: EventSourceMessage, following: Following) {
  const seq = Number(id)
  // Heartbeats have the number of no event.
  if (following.isOver || !event || event === 'heartbeat' || !(seq > following.last)) return
  const told = { seq, type: event, data: JSON.parse(data) as unknown } as RunEvent
  following.last = seq
  following.watcher.onEvent(told)
  if (event === 'done') finish(following)
}

function finish(following: Following) {
  following.isOver = true
  following.watcher.onEnd()
}
