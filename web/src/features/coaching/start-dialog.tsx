import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import { JobFields, type Job } from '@/features/coaching/job-fields'
import { LongField } from '@/features/coaching/long-field'
import { ProfileField } from '@/features/coaching/profile-field'
import { useStartSession } from '@/features/coaching/queries'
import type { StartCoachingProps } from '@/features/coaching/start-coaching'
import { useProfiles } from '@/features/coaching/use-profiles'
import { coachingWords } from '@/features/coaching/words'
import { useWords } from '@/lib/words'

type StartDialogProps = StartCoachingProps & { onOpenChange: (open: boolean) => void }

export function StartDialog({ offerId, jobTitle, resumeId, onOpenChange }: StartDialogProps) {
  const t = useWords(coachingWords)
  const { begin, isPending, error } = useBegin(onOpenChange)
  const profiles = useProfiles(resumeId)
  const [job, setJob] = useState<Job>({ text: '', title: '', company: '' })
  const [question, setQuestion] = useState('')
  const hasJob = offerId !== undefined || job.text.trim() !== ''
  return (
    <Dialog title={t.dialogTitle} description={t.dialogHint} open onOpenChange={onOpenChange}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          begin({ profile: profiles.chosen, ...aboutJob(offerId, job), ...saidOf(question) })
        }}
      >
        <ProfileField {...profiles} />
        {offerId === undefined && <JobFields value={job} onChange={setJob} />}
        {jobTitle && <JobNamed title={jobTitle} />}
        <LongField
          label={t.question}
          hint={t.questionHint}
          rows={2}
          value={question}
          onChange={setQuestion}
        />
        {error && <Failure error={error} />}
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={!profiles.chosen || !hasJob || isPending}>
            {isPending ? t.beginning : t.begin}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function useBegin(onOpenChange: (open: boolean) => void) {
  const navigate = useNavigate()
  const { mutate, isPending, error } = useStartSession()
  const begin = (wanted: Parameters<typeof mutate>[0]) => {
    mutate(wanted, {
      onSuccess: ({ thread_id: threadId }) => {
        onOpenChange(false)
        void navigate({ to: '/chat/$threadId', params: { threadId } })
      },
    })
  }
  return { begin, isPending, error }
}

function aboutJob(offerId: string | undefined, { text, title, company }: Job) {
  if (offerId !== undefined) return { offer_id: offerId }
  return { job_text: text, job_title: title.trim(), company: company.trim() }
}

const saidOf = (question: string) => (question.trim() ? { message: question.trim() } : {})

function JobNamed({ title }: { title: string }) {
  const t = useWords(coachingWords)
  return (
    <p className="text-sm">
      <span className="font-medium">{t.job}</span>
      <br />
      <span className="wrap-anywhere">{title}</span>
    </p>
  )
}
