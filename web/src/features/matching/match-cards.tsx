import { GateChips } from '@/features/matching/gate-chips'
import { Percent } from '@/features/matching/percent'
import type { RankingProps } from '@/features/matching/ranking'
import { VERDICTS, VerdictMark } from '@/features/matching/verdict-mark'
import { fitWords } from '@/features/matching/words'
import { useWords } from '@/lib/words'

/** Where there is little room: a card each, behind which is all of it. */
export function MatchCards({ matches, onChoose }: RankingProps) {
  const t = useWords(fitWords)
  return (
    <ol aria-label={t.ranking} className="flex flex-col gap-2">
      {matches.map((match) => {
        const { resume_id, rank, name, score, at_most, judgements } = match
        return (
          <li key={resume_id}>
            <button
              type="button"
              className="flex w-full flex-col gap-1.5 rounded-xl border bg-surface p-3 text-left hover:bg-sunken"
              onClick={() => {
                onChoose(resume_id)
              }}
            >
              <span className="flex items-baseline gap-2">
                <span className="text-muted tabular-nums">{rank}.</span>
                <span className="min-w-0 grow font-semibold wrap-anywhere">{name}</span>
                <span className="text-lg font-semibold">
                  <Percent value={score} />
                </span>
              </span>
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <GateChips match={match} />
                {VERDICTS.map((verdict) => {
                  const count = judgements.filter((one) => one.verdict === verdict).length
                  return (
                    count > 0 && (
                      <span key={verdict} className="inline-flex items-center gap-1">
                        {count} <VerdictMark verdict={verdict} />
                      </span>
                    )
                  )
                })}
                <span className="text-muted">
                  {t.atMost} <Percent value={at_most} />
                </span>
              </span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
