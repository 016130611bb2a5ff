import { useQuery } from '@tanstack/react-query'
import { BriefcaseBusiness, Plus } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { BoardCard } from '@/features/offers/boards/board-card'
import { boardWords } from '@/features/offers/boards/board-words'
import { boardsQuery, runOf } from '@/features/offers/queries'
import { useFormat } from '@/lib/format'
import type { BoardRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const AddBoardDialog = lazy(() =>
  import('@/features/offers/boards/add-board-dialog').then((file) => ({
    default: file.AddBoardDialog,
  })),
)

/** Where offers come from; where there is nothing yet, what that is. */
export function BoardSection() {
  const t = useWords(boardWords)
  const { data: boards, error, refetch } = useQuery(boardsQuery)
  const [isAdding, setIsAdding] = useState(false)
  const add = (
    <Button
      look={boards?.length === 0 ? 'primary' : 'plain'}
      onClick={() => {
        setIsAdding(true)
      }}
    >
      <Plus aria-hidden className="size-4" />
      {t.add}
    </Button>
  )
  return (
    <>
      {boards ? (
        <Boards boards={boards} add={add} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-12 w-full rounded-xl" />
      )}
      <Suspense>{isAdding && <AddBoardDialog open onOpenChange={setIsAdding} />}</Suspense>
    </>
  )
}

type BoardsProps = { boards: readonly BoardRead[]; add: ReactNode }

function Boards({ boards, add }: BoardsProps) {
  const t = useWords(boardWords)
  if (boards.length > 0) return <KnownBoards boards={boards} add={add} />
  return (
    <EmptyState icon={BriefcaseBusiness} title={t.emptyTitle}>
      <p>{t.empty}</p>
      {add}
    </EmptyState>
  )
}

function KnownBoards({ boards, add }: BoardsProps) {
  const t = useWords(boardWords)
  const { number } = useFormat()
  const isLooking = boards.some(runOf)
  // Whoever has no offers yet is here for the boards.
  const [isOpen, setIsOpen] = useState(boards.every(({ open, closed }) => open + closed === 0))
  return (
    <details
      className="rounded-xl border bg-surface"
      open={isOpen}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open)
      }}
    >
      <summary className="cursor-pointer px-4 py-2.5 text-sm">
        <h2 className="inline font-medium">{t.summary(boards.length, number(boards.length))}</h2>
        {isLooking && <span className="text-muted"> · {t.isLooking}</span>}
      </summary>
      <ul aria-label={t.title} className="flex flex-col divide-y border-t">
        {boards.map((board) => (
          <BoardCard key={board.board_id} board={board} />
        ))}
      </ul>
      <div className="border-t p-3">{add}</div>
    </details>
  )
}
