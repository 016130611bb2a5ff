import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IdCard } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { Skeleton } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { matching, ownFirst } from '@/features/resumes/found-resumes'
import { ResumeRow } from '@/features/resumes/resume-row'
import { resumesWords } from '@/features/resumes/words'
import { useFormat } from '@/lib/format'
import { basesQuery } from '@/lib/queries/bases'
import { ownResumeQuery, resumesQuery } from '@/lib/queries/resumes'
import type { ResumeBrief } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ResumeListProps = { kb: string | null; onBase: (kb: string | null) => void }

/** The résumés that there are, of a base or of all; one's own first. */
export function ResumeList({ kb, onBase }: ResumeListProps) {
  const t = useWords(resumesWords)
  const { number } = useFormat()
  const [words, setWords] = useState('')
  const list = useInfiniteQuery(resumesQuery(kb))
  if (list.error) return <Failure error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton className="h-96 w-full rounded-xl" />
  const all = list.data.pages.flatMap((page) => page.resumes)
  if (all.length === 0 && kb === null) return <NoResumes />
  const shown = matching(all, words)
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          className="min-w-0 flex-[2_1_14rem]"
          type="search"
          label={t.find}
          value={words}
          onChange={(event) => {
            setWords(event.target.value)
          }}
        />
        <BaseField kb={kb} onBase={onBase} />
      </div>
      <p role="status" className="text-sm text-muted">
        {shown.length === 0
          ? t.nothingFound
          : t.count(shown.length, number(shown.length) + (list.hasNextPage ? '+' : ''))}
      </p>
      {shown.length > 0 && <Rows resumes={shown} />}
      {list.hasNextPage && (
        <Button
          className="self-center"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </div>
  )
}

function Rows({ resumes }: { resumes: readonly ResumeBrief[] }) {
  const t = useWords(resumesWords)
  const own = useQuery(ownResumeQuery).data?.resume_id ?? null
  return (
    <ul aria-label={t.title} className="overflow-hidden rounded-xl border bg-surface">
      {ownFirst(resumes, own).map((resume) => (
        <ResumeRow key={resume.resume_id} resume={resume} isOwn={resume.resume_id === own} />
      ))}
    </ul>
  )
}

function BaseField({ kb, onBase }: ResumeListProps) {
  const t = useWords(resumesWords)
  const bases = useQuery(basesQuery).data ?? []
  const options = bases.filter(({ purpose }) => purpose === 'documents')
  return (
    <SelectField
      className="min-w-0 flex-[1_1_10rem]"
      label={t.base}
      value={kb ?? ''}
      options={[
        { value: '', text: t.allBases },
        ...options.map(({ name }) => ({ value: name, text: name })),
      ]}
      onChange={(event) => {
        onBase(event.target.value || null)
      }}
    />
  )
}

function NoResumes() {
  const t = useWords(resumesWords)
  return (
    <EmptyState icon={IdCard} title={t.emptyTitle}>
      <p>{t.emptyHint}</p>
      <Link to="/bases" className="underline">
        {t.toBases}
      </Link>
    </EmptyState>
  )
}
