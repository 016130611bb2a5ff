import { Link } from '@tanstack/react-router'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { BACKENDS, type BackendName } from '@/features/offers/boards/backends'
import { BoardMenu } from '@/features/offers/boards/board-menu'
import { boardWords } from '@/features/offers/boards/board-words'
import { CountChips } from '@/features/offers/boards/count-chips'
import { LookProgress } from '@/features/offers/boards/look-progress'
import { PaceField } from '@/features/offers/boards/pace-field'
import { UnreadableList } from '@/features/offers/boards/unreadable-list'
import { useLook } from '@/features/offers/boards/use-look'
import { useBoardActions } from '@/features/offers/queries'
import { useFormat } from '@/lib/format'
import type { BoardRead, SyncRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** A job board: what it has, when it was looked at last, and what can be done. */
export function BoardCard({ board }: { board: BoardRead }) {
  const t = useWords(boardWords)
  const { number } = useFormat()
  const { sync, change } = useBoardActions(board.board_id)
  const look = useLook(board)
  const { name } = board
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-semibold wrap-anywhere">{name}</h3>
          <p className="text-sm wrap-anywhere text-muted">{placeOf(board, t.backends)}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <PaceField
            label={t.everyOf(name)}
            hideLabel
            value={change.isPending ? change.variables : board.every_seconds}
            onChange={(seconds) => {
              change.mutate(seconds)
            }}
          />
          <Button
            aria-label={t.lookAt(name)}
            disabled={look !== null || sync.isPending}
            onClick={() => {
              sync.mutate()
            }}
          >
            {t.look}
          </Button>
          <BoardMenu board={board} />
        </div>
      </div>
      <p className="flex flex-wrap gap-x-3 text-sm">
        <Link to="/offers" search={{ boards: name } as object} className="text-accent underline">
          {t.open(board.open, number(board.open))}
        </Link>
        {board.closed > 0 && (
          <Link
            to="/offers"
            search={{ boards: name, state: 'closed' } as object}
            className="text-muted underline"
          >
            {t.closed(board.closed, number(board.closed))}
          </Link>
        )}
      </p>
      {look ? <LookProgress name={name} look={look} /> : <LastLook board={board} />}
      {(sync.error ?? change.error) && <Failure error={sync.error ?? change.error} />}
    </li>
  )
}

function placeOf({ backend, config }: BoardRead, names: Record<BackendName, string>): string {
  const kind = Object.hasOwn(BACKENDS, backend) ? names[backend as BackendName] : backend
  const told = [config.slug, config.url, config.path].filter((one) => typeof one === 'string')
  return [kind, ...told].join(' · ')
}

function LastLook({ board }: { board: BoardRead }) {
  const t = useWords(boardWords)
  const { ago, moment } = useFormat()
  const { last_sync: last, next_sync_at: next } = board
  if (!last) return <p className="text-sm text-muted">{t.neverLooked}</p>
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
        <span>{t.looked(ago(last.ended_at ?? last.started_at))}</span>
        {next && <span>{t.next(moment(next))}</span>}
        <CountChips counts={last.counts} />
      </div>
      <Outcome look={last} />
      <UnreadableList runId={last.run_id} count={last.counts.failed ?? 0} />
    </div>
  )
}

/** What is to be known of a look that did not go as it should, or brought nothing. */
function Outcome({ look: { state, is_whole, reason, counts } }: { look: SyncRead }) {
  const t = useWords(boardWords)
  if (state === 'failed') return <Banner tone="warn">{t.failed(reason?.message ?? '')}</Banner>
  if (state === 'cancelled') return <p className="text-warn">{t.cancelled}</p>
  if (!is_whole) return <p className="text-warn">{t.partial}</p>
  const isNothingNew = ['new', 'changed', 'closed'].every((name) => !counts[name])
  return isNothingNew && <p className="text-muted">{t.nothingNew}</p>
}
