import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { Downloads } from '@/features/matching/downloads'
import type { FitParams } from '@/features/matching/fit-params'
import { MatchView } from '@/features/matching/match-view'
import { matchesQuery } from '@/features/matching/queries'
import { Ranking } from '@/features/matching/ranking'
import { fitWords } from '@/features/matching/words'
import { useFormat } from '@/lib/format'
import type { OpenedDocument } from '@/lib/opened-document'
import type { MatchList, MatchWanted } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ComparisonProps = {
  wanted: MatchWanted
  params: FitParams
  onChange: (changed: Partial<FitParams>) => void
  onOpen: (place: OpenedDocument) => void
}

/** Who fits how well: all of them, or the one that is looked at. */
export function Comparison(props: ComparisonProps) {
  const t = useWords(fitWords)
  const id = useId()
  const { wanted } = props
  const { data, error, isFetching, refetch } = useQuery(matchesQuery(wanted))
  return (
    <section aria-labelledby={id} aria-busy={isFetching} className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {t.ranking}
        </h2>
        {data && !error && <Downloads wanted={wanted} answer={data} />}
      </div>
      <State answer={data} isFetching={isFetching} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && isFetching && <Skeleton className="h-72 w-full rounded-xl" />}
      {data && !error && <Compared {...props} answer={data} />}
    </section>
  )
}

function State({ answer, isFetching }: { answer?: MatchList; isFetching: boolean }) {
  const t = useWords(fitWords)
  const { number } = useFormat()
  const told = answer && [
    t.countOf(answer.total, number(answer.total)),
    answer.matches.length < answer.total &&
      t.cut(number(answer.matches.length), number(answer.total)),
  ]
  return (
    <p role="status" className="min-h-6 text-sm text-muted">
      {isFetching ? t.comparing : told?.filter(Boolean).join('. ')}
    </p>
  )
}

function Compared({
  answer,
  params,
  onChange,
  onOpen,
  wanted,
}: ComparisonProps & { answer: MatchList }) {
  const t = useWords(fitWords)
  const job = answer.jobs[0]
  const [first] = answer.matches
  const looked = params.candidate
    ? answer.matches.find((one) => one.resume_id === params.candidate)
    : answer.matches.length === 1
      ? first
      : undefined
  const toAll = () => {
    onChange({ candidate: '', requirement: '' })
  }
  if (!job) return null
  if (looked) {
    return (
      <MatchView
        key={looked.resume_id}
        match={looked}
        job={job}
        matches={answer.matches}
        wanted={wanted}
        params={params}
        onChange={onChange}
        onOpen={onOpen}
      />
    )
  }
  return (
    <>
      {params.candidate && (
        <p className="flex flex-wrap items-center gap-3">
          {t.gone} <Button onClick={toAll}>{t.all}</Button>
        </p>
      )}
      <Ranking
        matches={answer.matches}
        job={job}
        onChoose={(candidate, requirement = '') => {
          onChange({ candidate, requirement })
        }}
        onOpen={onOpen}
      />
    </>
  )
}
