import { useCallback, useSyncExternalStore } from 'react'

import { usePreferences } from '@/lib/preferences'
import { followRun } from '@/runs/follow-run'
import { followRunOverSocket } from '@/runs/follow-run-socket'
import { createRunStore, type FollowedRun, type RunStore } from '@/runs/run-store'
import { startOf } from '@/runs/run-state'

const stores = new Map<string, RunStore>()
const NOTHING: FollowedRun = { state: startOf(''), connection: 'ended' }
const never = () => () => {}

function storeOf(runId: string, transport: 'sse' | 'websocket'): RunStore {
  const known = stores.get(runId)
  if (known) return known
  const follow = transport === 'websocket' ? followRunOverSocket : followRun
  const store = createRunStore(runId, follow, () => stores.delete(runId))
  stores.set(runId, store)
  return store
}

/** A run as it goes on, followed for as long as somebody shows it; nothing without an id. */
export function useRun(runId: string | null): FollowedRun {
  return useRunPart(runId, (run) => run)
}

/** What `select` makes of a run: whoever shows it draws again only when that is another. */
export function useRunPart<Part>(runId: string | null, select: (run: FollowedRun) => Part): Part {
  const { transport } = usePreferences()
  const subscribe = useCallback(
    (listener: () => void) => (runId ? storeOf(runId, transport).subscribe(listener) : never()),
    [runId, transport],
  )
  return useSyncExternalStore(subscribe, () =>
    select(runId ? storeOf(runId, transport).current() : NOTHING),
  )
}
