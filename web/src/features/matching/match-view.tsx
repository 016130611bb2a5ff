import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { useAskedName } from '@/features/matching/asked-name'
import { Explanation } from '@/features/matching/explanation'
import type { FitParams } from '@/features/matching/fit-params'
import { Percent } from '@/features/matching/percent'
import { VerdictList } from '@/features/matching/verdict-list'
import { fitWords } from '@/features/matching/words'
import type { OpenedDocument } from '@/lib/opened-document'
import type { JobRead, MatchRead, MatchWanted } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type MatchViewProps = {
  match: MatchRead
  job: JobRead
  /** All who are compared, in their order. */
  matches: readonly MatchRead[]
  wanted: MatchWanted
  params: FitParams
  onChange: (changed: Partial<FitParams>) => void
  onOpen: (place: OpenedDocument) => void
}

/** One person and the job: each verdict with its lines, and the whole in words beside them. */
export function MatchView(props: MatchViewProps) {
  const { match, job, matches, wanted, params, onChange, onOpen } = props
  const name = useRef<HTMLHeadingElement>(null)
  const hasOthers = matches.length > 1
  useEffect(() => {
    // With one alone nobody came here from anywhere.
    if (hasOthers) name.current?.focus()
  }, [hasOthers])
  return (
    <article className="@container flex flex-col gap-4">
      {hasOthers && <Others match={match} matches={matches} onChange={onChange} />}
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h3 ref={name} tabIndex={-1} className="text-xl font-semibold wrap-anywhere outline-none">
          {hasOthers && `${String(match.rank)}. `}
          {match.name}
        </h3>
        <Ways match={match} onOpen={onOpen} />
      </div>
      <Gates match={match} job={job} />
      <Figures match={match} />
      <div className="grid items-start gap-5 @3xl:grid-cols-[3fr_2fr]">
        <VerdictList match={match} job={job} looked={params.requirement} onOpen={onOpen} />
        <Explanation match={match} job={job} wanted={wanted} />
      </div>
    </article>
  )
}

function Ways({ match, onOpen }: Pick<MatchViewProps, 'match' | 'onOpen'>) {
  const t = useWords(fitWords)
  const { document_id, resume_id } = match
  return (
    <p className="flex flex-wrap gap-4 text-sm">
      {document_id && (
        <button
          type="button"
          className="text-accent underline"
          onClick={() => {
            onOpen({ doc: document_id })
          }}
        >
          {t.openCv}
        </button>
      )}
      <Link
        to="/resumes/$resumeId"
        params={{ resumeId: resume_id }}
        className="text-accent underline"
      >
        {t.profile}
      </Link>
    </p>
  )
}

function Others({
  match,
  matches,
  onChange,
}: Pick<MatchViewProps, 'match' | 'matches' | 'onChange'>) {
  const t = useWords(fitWords)
  const at = matches.indexOf(match)
  const step = (icon: typeof ChevronLeft, label: string, to: MatchRead | undefined) => (
    <IconButton
      icon={icon}
      label={to ? `${label}: ${to.name}` : label}
      disabled={!to}
      onClick={() => {
        if (to) onChange({ candidate: to.resume_id, requirement: '' })
      }}
    />
  )
  return (
    <div className="flex items-center gap-2">
      <Button
        size="small"
        className="me-auto"
        onClick={() => {
          onChange({ candidate: '', requirement: '' })
        }}
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t.all}
      </Button>
      {step(ChevronLeft, t.before, matches[at - 1])}
      {step(ChevronRight, t.after, matches[at + 1])}
    </div>
  )
}

function Gates({ match, job }: Pick<MatchViewProps, 'match' | 'job'>) {
  const t = useWords(fitWords)
  const { ofRequirement } = useAskedName()
  const names = (ids: readonly string[]) =>
    job.requirements
      .filter(({ id }) => ids.includes(id))
      .map(ofRequirement)
      .join(', ')
  return (
    <>
      {match.failed.length > 0 && <Banner tone="warn">{t.failedBy(names(match.failed))}</Banner>}
      {match.open.length > 0 && <Banner>{t.openBy(names(match.open))}</Banner>}
    </>
  )
}

function Figures({ match }: Pick<MatchViewProps, 'match'>) {
  const t = useWords(fitWords)
  const figures = [
    { name: t.score, value: match.score, hint: t.scoreHint },
    { name: t.atMost, value: match.at_most, hint: t.atMostHint },
    { name: t.confidence, value: match.confidence, hint: t.confidenceHint },
  ]
  return (
    <dl className="grid grid-cols-3 gap-2 @lg:gap-3">
      {figures.map(({ name, value, hint }) => (
        <div key={name} title={hint} className="min-w-0 rounded-xl border bg-surface p-3">
          <dt className="text-sm font-medium">{name}</dt>
          <dd className="text-2xl font-semibold">
            <Percent value={value} />
          </dd>
          <dd className="hidden text-sm text-muted @lg:block">{hint}</dd>
        </div>
      ))}
    </dl>
  )
}
