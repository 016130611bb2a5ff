import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { toast } from '@/components/ui/toaster'
import { profileWords } from '@/features/resumes/profile-words'
import { useSaveResume } from '@/features/resumes/queries'
import { useProfile } from '@/features/resumes/use-profile'
import { withoutEmpty } from '@/features/resumes/without-empty'
import { useWords } from '@/lib/words'

type SaveBarProps = { resumeId: string; isChanged: boolean; onDone: () => void }

/** Stays in sight for as long as something is not saved. */
export function SaveBar({ resumeId, isChanged, onDone }: SaveBarProps) {
  const t = useWords(profileWords)
  const { resume, faults } = useProfile()
  const save = useSaveResume(resumeId)
  const isFaulty = faults.size > 0
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-col gap-2 px-4">
      {save.error && <Failure error={save.error} />}
      <p role="status" className="sr-only">
        {isChanged ? t.unsaved : ''}
      </p>
      {isChanged && (
        <div className="flex flex-wrap items-center gap-2 rounded-t-xl border border-b-0 bg-surface px-4 py-3 shadow-lg">
          <p className="flex-[1_1_12rem] text-sm">
            {isFaulty ? <span className="text-danger">{t.faulty}</span> : t.unsaved}
          </p>
          <Button
            size="small"
            onClick={() => {
              save.reset()
              onDone()
            }}
          >
            {t.discard}
          </Button>
          <Button
            look="primary"
            size="small"
            disabled={isFaulty || save.isPending}
            onClick={() => {
              save.mutate(withoutEmpty(resume), {
                onSuccess: () => {
                  onDone()
                  toast(t.saved)
                },
              })
            }}
          >
            {save.isPending ? t.saving : t.save}
          </Button>
        </div>
      )}
    </div>
  )
}
