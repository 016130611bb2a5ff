import type { RunEvent } from '@/runs/events'
import { hasEnded, type RunState } from '@/runs/run-state'

/**
 * A run after one more of its events. What was delivered before changes nothing, so that a
 * follower may come back at any earlier event.
 */
export function reduceRun(before: RunState, event: RunEvent): RunState {
  if (event.seq <= before.seq) return before
  const state = { ...before, seq: event.seq }
  if (hasEnded(before)) return state
  switch (event.type) {
    case 'status':
      return begun(state, event.data)
    case 'sources':
      return { ...state, sources: event.data.citations, notes: event.data.notes ?? [] }
    case 'token': {
      const { text, attempt } = event.data
      if (attempt < state.attempt) return state
      const current = ofAttempt(state, attempt)
      return { ...current, phase: 'running', text: current.text + text }
    }
    case 'progress':
      return { ...state, phase: 'running', progress: event.data }
    case 'reset':
      return ofAttempt(state, event.data.attempt)
    default:
      return ended(state, event)
  }
}

function begun(state: RunState, data: Extract<RunEvent, { type: 'status' }>['data']): RunState {
  if (data.attempt < state.attempt) return state
  const current = ofAttempt(state, data.attempt)
  return {
    ...current,
    phase: 'running',
    stage: data.stage ?? current.stage,
    query: data.query ?? current.query,
    note: data.note ?? null,
  }
}

/** Another attempt begins with nothing; the same one goes on. */
function ofAttempt(state: RunState, attempt: number): RunState {
  if (attempt <= state.attempt) return state
  const nothing = { text: '', stage: null, query: null, note: null, sources: [], notes: [] }
  return { ...state, ...nothing, attempt }
}

type Ending = Extract<RunEvent, { type: 'final' | 'error' | 'cancelled' | 'done' }>

function ended(state: RunState, event: Ending): RunState {
  switch (event.type) {
    case 'final':
    case 'cancelled':
      return {
        ...state,
        phase: event.type === 'final' ? 'done' : 'cancelled',
        text: 'text' in event.data ? event.data.text : state.text,
        final: event.data,
      }
    case 'error':
      return { ...state, phase: 'failed', error: event.data }
    case 'done': {
      // Its cause comes before it, unless that was all there was left to tell.
      const { status } = event.data
      return { ...state, phase: status === 'failed' || status === 'cancelled' ? status : 'done' }
    }
    default:
      // A kind of event that a later server may send.
      return state
  }
}
