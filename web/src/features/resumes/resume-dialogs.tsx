import { useNavigate } from '@tanstack/react-router'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toaster'
import { useForgetEdits, useRemoveResume } from '@/features/resumes/queries'
import { resumesWords } from '@/features/resumes/words'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { ResumeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export type ResumeDialog = 'forget' | 'remove'
type ResumeDialogsProps = { resume: ResumeRead; shown: ResumeDialog | null; onClose: () => void }

/** Asks before edits, or a résumé that was written here, are lost. */
export function ResumeDialogs({ resume, shown, onClose }: ResumeDialogsProps) {
  const t = useWords(resumesWords)
  const { locale } = usePreferences()
  const navigate = useNavigate()
  const forget = useForgetEdits(resume.resume_id)
  const remove = useRemoveResume(resume.resume_id)
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen) onClose()
  }
  const onError = (error: Error) => {
    toast(sentenceOf(error, locale))
  }
  return (
    <>
      <ConfirmDialog
        title={t.forgetTitle}
        description={t.forgetHint}
        action={t.forget}
        open={shown === 'forget'}
        onOpenChange={onOpenChange}
        onConfirm={() => {
          forget.mutate(undefined, {
            onError,
            onSuccess: () => {
              toast(t.forgotten)
            },
          })
        }}
      />
      <ConfirmDialog
        title={t.removeTitle(resume.name || t.unnamed)}
        description={t.removeHint}
        action={t.remove}
        open={shown === 'remove'}
        onOpenChange={onOpenChange}
        onConfirm={() => {
          remove.mutate(undefined, {
            onError,
            onSuccess: () => {
              toast(t.removed)
              void navigate({ to: '/resumes' })
            },
          })
        }}
      />
    </>
  )
}
