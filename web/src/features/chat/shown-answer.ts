import type { Citation, Grounding, MessageRead, NoteRead, RunError } from '@/lib/schema.gen'
import type { RunState } from '@/runs/run-state'

/** An answer as it is shown, wherever it comes from: a stream, or the messages that are stored. */
export type ShownAnswer = {
  text: string
  citations: readonly Citation[]
  grounding: Grounding | null
  notes: readonly NoteRead[]
  phase: 'open' | 'done' | 'failed' | 'cancelled'
  error: RunError | null
}

export function storedAnswer(answer: MessageRead): ShownAnswer {
  return {
    text: answer.content,
    citations: answer.citations,
    grounding: answer.grounding ?? null,
    notes: [],
    phase: answer.status === 'cancelled' ? 'cancelled' : 'done',
    error: null,
  }
}

export function streamedAnswer(state: RunState): ShownAnswer {
  const { phase, text, final, sources, notes, error } = state
  return {
    text,
    citations: final?.citations ?? sources,
    grounding: final?.grounding ?? null,
    notes,
    phase: phase === 'queued' || phase === 'running' ? 'open' : phase,
    error,
  }
}

/** Of a question whose run ended without an answer. */
export function missingAnswer(question: MessageRead): ShownAnswer {
  const phase = question.run_status === 'cancelled' ? 'cancelled' : 'failed'
  const error = question.error ?? null
  return { text: '', citations: [], grounding: null, notes: [], phase, error }
}
