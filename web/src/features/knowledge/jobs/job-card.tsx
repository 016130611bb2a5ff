import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { IconButton } from '@/components/ui/icon-button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { toast } from '@/components/ui/toaster'
import { stepOf, summaryOf, type Job } from '@/features/knowledge/jobs/job-state'
import { tell } from '@/features/knowledge/jobs/job-store'
import { jobWords } from '@/features/knowledge/jobs/job-words'
import { LeftOutList } from '@/features/knowledge/jobs/left-out-list'
import { useJobResult, useJobStatus } from '@/features/knowledge/jobs/use-job-status'
import { canSendAgain, sendAgain, stopSending } from '@/features/knowledge/jobs/upload'
import { useJobRun } from '@/features/knowledge/jobs/use-job-run'
import { answerOf, api } from '@/lib/api-client'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { useWords } from '@/lib/words'

type JobCardProps = { job: Job; /** Shown where its base is not. */ linked: boolean }

export function JobCard({ job, linked }: JobCardProps) {
  const t = useWords(jobWords)
  const run = useJobRun(job)
  const step = stepOf(job)
  const title = t.titles[job.kind](job.kb)
  const stop = useStop(job, run?.runId ?? null)
  return (
    <article aria-label={title} className="flex flex-col gap-2 rounded-xl border bg-surface p-3">
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="min-w-0 flex-1 text-sm font-semibold wrap-anywhere">{title}</h2>
        {linked && step === 'ended' && (
          <Link to="/bases/$kb" params={{ kb: job.kb }} className="text-sm text-accent underline">
            {t.open}
          </Link>
        )}
        {step === 'sending' || step === 'running' ? (
          <Button size="small" onClick={stop}>
            {t.stop}
          </Button>
        ) : (
          <Dismiss job={job} />
        )}
      </div>
      {step !== 'ended' && <Status job={job} run={run} />}
      <Result job={job} isOver={step === 'ended'} />
      <LeftOutList job={job} leftOut={summaryOf(job).leftOut} />
    </article>
  )
}

/** Sends no more, and ends what the server does with what was sent. */
function useStop(job: Job, runId: string | null) {
  const { locale } = usePreferences()
  const cancel = useMutation({
    mutationFn: (run_id: string) =>
      answerOf(api.POST('/api/runs/{run_id}/cancel', { params: { path: { run_id } } })),
    onError: (error) => {
      toast(sentenceOf(error, locale))
    },
  })
  return () => {
    if (runId) cancel.mutate(runId)
    if (stepOf(job) === 'sending') stopSending(job.id)
  }
}

function Dismiss({ job }: { job: Job }) {
  const t = useWords(jobWords)
  return (
    <IconButton
      icon={X}
      size="small"
      label={t.dismiss}
      onClick={() => {
        tell({ type: 'dismissed', id: job.id })
      }}
    />
  )
}

function Status({ job, run }: { job: Job; run: ReturnType<typeof useJobRun> }) {
  const t = useWords(jobWords)
  const { text, done, total } = useJobStatus(job, run)
  const broken = job.parts.find((part) => part.state === 'broken')
  if (broken) {
    return (
      <>
        <Failure error={broken.error} />
        <p className="text-sm text-muted">{t.broken}</p>
        {canSendAgain(job.id) && (
          <Button
            size="small"
            className="self-start"
            onClick={() => {
              sendAgain(job.id)
            }}
          >
            {t.again}
          </Button>
        )}
      </>
    )
  }
  return (
    <>
      <ProgressBar label={text} done={done} total={total} />
      <p className="text-sm text-muted">{text}</p>
    </>
  )
}

/** The region is there from the start, so that its text is read out when it comes. */
function Result({ job, isOver }: { job: Job; isOver: boolean }) {
  const text = useJobResult(job)
  const failed = job.parts.find((part) => part.outcome === 'failed')
  return (
    <>
      <p role="status" className="text-sm empty:-mt-2">
        {isOver && text}
      </p>
      {failed?.error ? <Failure error={failed.error} /> : null}
    </>
  )
}
