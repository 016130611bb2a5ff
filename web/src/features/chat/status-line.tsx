import { useSentenceOfNote } from '@/features/chat/note-sentence'
import { sentenceOfRun } from '@/features/chat/run-sentence'
import { statusWords } from '@/features/chat/status-words'
import { useAfter } from '@/features/chat/use-after'
import { useWords } from '@/lib/words'
import { hasEnded } from '@/runs/run-state'
import { useRunPart } from '@/runs/use-run'

/** A question that is taken up is so within a moment, if nothing is before it. */
const LONG_MS = 1_500

type StatusLineProps = {
  /** The run whose answer is waited for, or was waited for last. */
  runId: string | null
  isSending: boolean
  /** How many bases are searched. */
  bases: number
}

/** What is happening, in one line that is always there, so that it is read out when it changes. */
export function StatusLine({ runId, isSending, bases }: StatusLineProps) {
  const t = useWords(statusWords)
  const noteOf = useSentenceOfNote()
  const sentence = useRunPart(runId, (run) => {
    if (run.state.note && !hasEnded(run.state) && !run.state.text) return noteOf(run.state.note)
    return sentenceOfRun(run, t, bases)
  })
  const connection = useRunPart(runId, (run) => run.connection)
  const isOver = useRunPart(runId, (run) => hasEnded(run.state))
  const isQueued = useRunPart(runId, (run) => run.state.phase === 'queued')
  const isWaiting = useAfter(LONG_MS, isQueued && connection === 'live')
  const shown = isSending ? t.sending : !runId ? '' : isWaiting ? t.waiting : sentence
  return (
    <p role="status" className="flex h-6 items-center gap-2 truncate text-sm text-muted">
      <span className={isOver && !isSending ? 'sr-only' : 'truncate'}>{shown}</span>
    </p>
  )
}
