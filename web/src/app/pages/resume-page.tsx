import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'

import { PageFrame } from '@/components/page-frame'
import { Banner } from '@/components/ui/banner'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { SessionList } from '@/features/coaching/session-list'
import { StartCoaching } from '@/features/coaching/start-coaching'
import { ModelReading } from '@/features/resumes/model-reading'
import { ProfileEditor } from '@/features/resumes/profile-editor'
import { resumeQuery, startReading } from '@/features/resumes/queries'
import { ResumeActions } from '@/features/resumes/resume-actions'
import { ResumeOrigin } from '@/features/resumes/resume-origin'
import { resumesWords } from '@/features/resumes/words'
import { useOpenedDocument } from '@/lib/opened-document'
import { Problem } from '@/lib/problem'
import { ownResumeQuery } from '@/lib/queries/resumes'
import type { ResumeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export function ResumePage() {
  const t = useWords(resumesWords)
  const { resumeId = '' } = useParams({ strict: false })
  const resume = useQuery(resumeQuery(resumeId))
  if (resume.data) return <Shown key={resumeId} resume={resume.data} />
  const { error } = resume
  const isMissing = error instanceof Problem && error.status === 404
  return (
    <PageFrame title={t.title}>
      {isMissing && <Missing />}
      {error && !isMissing && <Failure error={error} onRetry={() => void resume.refetch()} />}
      {!error && <Skeleton className="h-96 w-full rounded-xl" />}
    </PageFrame>
  )
}

function Shown({ resume }: { resume: ResumeRead }) {
  const t = useWords(resumesWords)
  const { open } = useOpenedDocument()
  const own = useQuery(ownResumeQuery).data
  const reading = useMutation({ mutationFn: () => startReading(resume.resume_id) })
  const { document_id: doc, resume_id: resumeId } = resume
  const isOwn = own?.resume_id === resumeId
  return (
    <PageFrame title={resume.name || t.unnamed}>
      <div className="flex flex-col gap-3">
        <ResumeOrigin
          resume={resume}
          isOwn={isOwn}
          onOpen={() => {
            if (doc) open({ doc })
          }}
        />
        <div className="flex flex-wrap items-center gap-2">
          <StartCoaching resumeId={resumeId} />
          <Link
            to="/fit"
            search={fitOf(resumeId)}
            className="inline-flex min-h-10 items-center gap-2 rounded-lg border bg-surface px-4 font-medium hover:bg-sunken"
          >
            <ListChecks aria-hidden className="size-4" />
            {t.fit}
          </Link>
          <ResumeActions
            resume={resume}
            isOwn={isOwn}
            onRead={() => {
              reading.mutate()
            }}
          />
        </div>
      </div>
      {reading.error && <Failure error={reading.error} />}
      {reading.data && <ModelReading resumeId={resumeId} runId={reading.data.run_id} />}
      <ProfileEditor
        resume={resume}
        onOpen={
          doc === null
            ? null
            : ({ page_ordinal: ordinal, start, end }) => {
                open({ doc, page: ordinal + 1, from: start, to: end })
              }
        }
      />
      <SessionList resumeId={resumeId} />
    </PageFrame>
  )
}

const fitOf = (resume: string): Record<string, unknown> => ({ resume })

function Missing() {
  const t = useWords(resumesWords)
  return (
    <Banner
      tone="warn"
      action={
        <Link to="/resumes" className="underline">
          {t.all}
        </Link>
      }
    >
      {t.missing}
    </Banner>
  )
}
