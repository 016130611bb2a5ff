import { Button } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import type { NewResumeProps } from '@/features/resumes/new-resume-dialog'
import { resumesWords } from '@/features/resumes/words'
import { useWords } from '@/lib/words'

type NewResumeEndProps = Omit<NewResumeProps, 'onCreate'> & { isReady: boolean }

export function NewResumeEnd({ error, isBusy, isReady, onCancel }: NewResumeEndProps) {
  const t = useWords(resumesWords)
  return (
    <>
      {error && <Failure error={error} />}
      <DialogActions onCancel={onCancel}>
        <Button type="submit" look="primary" disabled={isBusy || !isReady}>
          {isBusy ? t.adding : t.addIt}
        </Button>
      </DialogActions>
    </>
  )
}
