import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { useIsWide } from '@/components/use-is-wide'
import { includesWords } from '@/features/matching/includes-words'
import { MatchCards } from '@/features/matching/match-cards'
import { MatchTable } from '@/features/matching/match-table'
import { VerdictLegend } from '@/features/matching/verdict-mark'
import { fitWords } from '@/features/matching/words'
import { useFormat } from '@/lib/format'
import type { OpenedDocument } from '@/lib/opened-document'
import type { JobRead, MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export type RankingProps = {
  matches: readonly MatchRead[]
  job: JobRead
  onChoose: (resumeId: string, requirementId?: string) => void
  onOpen: (place: OpenedDocument) => void
}

const AT_ONCE = 25
const FEW = 8

/** All who are compared, the best first, some at a time. */
export function Ranking(props: RankingProps) {
  const t = useWords(fitWords)
  const isWide = useIsWide()
  const [wanted, setWanted] = useState('')
  const [hidesRuledOut, setHidesRuledOut] = useState(false)
  const [first, setFirst] = useState(0)
  const { matches } = props
  const left = matches.filter(
    ({ name, is_ruled_out }) => includesWords(name, wanted) && !(hidesRuledOut && is_ruled_out),
  )
  const shown = left.slice(first, first + AT_ONCE)
  const List = isWide ? MatchTable : MatchCards
  return (
    <>
      {matches.length > FEW && (
        <div className="flex flex-wrap items-end gap-x-5 gap-y-2">
          <TextField
            label={t.filterNames}
            type="search"
            className="w-64 max-w-full"
            value={wanted}
            onChange={({ target }) => {
              setWanted(target.value)
              setFirst(0)
            }}
          />
          {matches.some((one) => one.is_ruled_out) && (
            <label className="flex min-h-10 cursor-pointer items-center gap-2 text-sm font-medium">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={hidesRuledOut}
                onChange={({ target }) => {
                  setHidesRuledOut(target.checked)
                  setFirst(0)
                }}
              />
              {t.hideRuledOut}
            </label>
          )}
        </div>
      )}
      {left.length === 0 ? (
        <p className="text-muted">{t.nobodyLeft}</p>
      ) : (
        <List {...props} matches={shown} />
      )}
      <VerdictLegend />
      {left.length > AT_ONCE && <Pages first={first} total={left.length} onTurn={setFirst} />}
    </>
  )
}

type PagesProps = { first: number; total: number; onTurn: (first: number) => void }

function Pages({ first, total, onTurn }: PagesProps) {
  const t = useWords(fitWords)
  const { number } = useFormat()
  const last = Math.min(total, first + AT_ONCE)
  return (
    <div className="flex items-center justify-between gap-3">
      <Button
        disabled={first === 0}
        onClick={() => {
          onTurn(Math.max(0, first - AT_ONCE))
        }}
      >
        {t.before}
      </Button>
      <p role="status" className="text-sm text-muted tabular-nums">
        {t.pageOf(number(first + 1), number(last), number(total))}
      </p>
      <Button
        disabled={last === total}
        onClick={() => {
          onTurn(first + AT_ONCE)
        }}
      >
        {t.after}
      </Button>
    </div>
  )
}
