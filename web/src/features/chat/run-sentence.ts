import type { statusWords } from '@/features/chat/status-words'
import type { FollowedRun } from '@/runs/run-store'

type Texts = (typeof statusWords)['en']

/** What is being done for an answer, in a few words that change only when it changes. */
export function sentenceOfRun({ state, connection }: FollowedRun, t: Texts, bases: number): string {
  switch (state.phase) {
    case 'done':
      return t.complete
    case 'failed':
      return t.failed
    case 'cancelled':
      return t.stopped
    default:
      return connection === 'reconnecting' ? t.reconnecting : stageOf(state, t, bases)
  }
}

function stageOf(state: FollowedRun['state'], t: Texts, bases: number): string {
  if (state.text) return t.writing
  switch (state.stage) {
    case 'retrieving':
      return state.query ? t.searchingFor(state.query) : t.searching(bases)
    case 'answering':
      return t.reading(state.sources.length)
    case 'kept':
      return t.kept
    default:
      return t.starting
  }
}
