import type { Citation, NoteRead, Progress, RunError } from '@/lib/schema.gen'
import type { Outcome } from '@/runs/events'

/** What the events of a run came to so far. */
export type RunState = {
  runId: string
  /** Number of the last event that went into it. */
  seq: number
  attempt: number
  phase: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  stage: string | null
  /** What is searched for, where that is not what was asked. */
  query: string | null
  note: NoteRead | null
  text: string
  sources: readonly Citation[]
  notes: readonly NoteRead[]
  progress: Progress | null
  /** What it came to, also where it was stopped before its end. */
  final: Outcome | null
  error: RunError | null
}

export function startOf(runId: string): RunState {
  return {
    runId,
    seq: 0,
    attempt: 1,
    phase: 'queued',
    stage: null,
    query: null,
    note: null,
    text: '',
    sources: [],
    notes: [],
    progress: null,
    final: null,
    error: null,
  }
}

export function hasEnded({ phase }: RunState): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled'
}
