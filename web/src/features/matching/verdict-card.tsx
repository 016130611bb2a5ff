import { Button } from '@/components/ui/button'
import { useAskedName } from '@/features/matching/asked-name'
import { Quotes } from '@/features/matching/quotes'
import type { RankingProps } from '@/features/matching/ranking'
import { VerdictMark } from '@/features/matching/verdict-mark'
import { fitWords } from '@/features/matching/words'
import type { MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type VerdictCardProps = Omit<RankingProps, 'matches'> & { match: MatchRead; requirementId: string }

/** The verdict that was pressed in the table: why, by which lines. */
export function VerdictCard({ match, requirementId, job, onChoose, onOpen }: VerdictCardProps) {
  const t = useWords(fitWords)
  const { ofRequirement } = useAskedName()
  const asked = job.requirements.find(({ id }) => id === requirementId)
  const judged = match.judgements.find((one) => one.requirement_id === requirementId)
  if (!asked || !judged) return null
  return (
    <div
      role="status"
      className="sticky bottom-2 z-20 flex max-h-[45dvh] flex-col gap-2 overflow-y-auto rounded-xl border bg-surface p-4 shadow-lg"
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <strong className="wrap-anywhere">{match.name}</strong>
        <span className="wrap-anywhere">{ofRequirement(asked)}</span>
        <VerdictMark verdict={judged.verdict} />
      </p>
      <p className="text-sm text-muted">{judged.reason}</p>
      <Quotes match={match} requirementId={requirementId} onOpen={onOpen} />
      <Button
        size="small"
        className="self-start"
        onClick={() => {
          onChoose(match.resume_id, requirementId)
        }}
      >
        {t.seeAll(match.name)}
      </Button>
    </div>
  )
}
