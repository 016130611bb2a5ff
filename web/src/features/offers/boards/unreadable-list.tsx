import { useState } from 'react'

import { boardWords } from '@/features/offers/boards/board-words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'
import { hasEnded } from '@/runs/run-state'
import { useRun } from '@/runs/use-run'

/** The offers that a look could not read, each with why; the run of it tells them. */
export function UnreadableList({ runId, count }: { runId: string | null; count: number }) {
  const t = useWords(boardWords)
  const { number } = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  if (count === 0) return null
  return (
    <details
      className="text-sm"
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open)
      }}
    >
      <summary className="w-fit cursor-pointer text-danger">
        {t.notReadable(count, number(count))}
      </summary>
      {isOpen && <Failures runId={runId} />}
    </details>
  )
}

function Failures({ runId }: { runId: string | null }) {
  const t = useWords(boardWords)
  const { state, connection } = useRun(runId)
  const failures = state.final?.result?.failures
  if (!failures) {
    const isGone = runId === null || connection === 'ended' || hasEnded(state)
    return <p className="pt-1 text-muted">{isGone ? t.failuresGone : '…'}</p>
  }
  return (
    <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto pt-1">
      {failures.map(({ source_id, message }, at) => (
        <li key={at} className="wrap-anywhere">
          <bdi className="font-medium">{source_id}</bdi>{' '}
          <span className="text-muted">{message}</span>
        </li>
      ))}
    </ul>
  )
}
