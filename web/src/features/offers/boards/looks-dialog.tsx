import { useQuery } from '@tanstack/react-query'

import { Dialog } from '@/components/ui/dialog'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { boardWords } from '@/features/offers/boards/board-words'
import { CountChips } from '@/features/offers/boards/count-chips'
import { looksQuery } from '@/features/offers/queries'
import { useFormat } from '@/lib/format'
import type { BoardRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type LooksDialogProps = { board: BoardRead; open: boolean; onOpenChange: (open: boolean) => void }

/** The last looks at a board, the newest first. */
export function LooksDialog({ board, open, onOpenChange }: LooksDialogProps) {
  const t = useWords(boardWords)
  return (
    <Dialog title={t.looksTitle(board.name)} open={open} onOpenChange={onOpenChange}>
      <Looks board={board.board_id} />
    </Dialog>
  )
}

function Looks({ board }: { board: string }) {
  const t = useWords(boardWords)
  const { moment } = useFormat()
  const { data: looks, error, refetch } = useQuery(looksQuery(board))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!looks) return <Skeleton className="h-32 w-full" />
  if (looks.length === 0) return <p className="text-muted">{t.neverLooked}</p>
  return (
    <ol className="flex flex-col divide-y text-sm">
      {looks.map((look) => (
        <li key={look.sync_id} className="flex flex-col gap-1 py-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span>{moment(look.started_at)}</span>
            <span className="text-muted">{t.states[look.state]}</span>
          </div>
          <CountChips counts={look.counts} />
          {look.reason && <p className="wrap-anywhere text-danger">{look.reason.message}</p>}
        </li>
      ))}
    </ol>
  )
}
