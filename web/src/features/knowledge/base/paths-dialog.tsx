import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type SubmitEvent } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import type { BaseDialogProps } from '@/features/knowledge/base/base-dialogs'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { ofAccepted } from '@/features/knowledge/jobs/answers'
import { followJob } from '@/features/knowledge/jobs/job-store'
import { answerOf, api } from '@/lib/api-client'
import { useWords } from '@/lib/words'

/** Takes in what lies on the server already. */
export function PathsDialog({ base, open, onOpenChange }: BaseDialogProps) {
  const t = useWords(basePageWords)
  const id = useId()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [isTried, setIsTried] = useState(false)
  const paths = text.split('\n').flatMap((line) => line.trim() || [])
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/kbs/{kb}/import', { params: { path: { kb: base.name } }, body: { paths } }),
      ),
    onSuccess: (answer) => {
      followJob('paths', base.name, ofAccepted(answer))
      void client.invalidateQueries({ queryKey: ['bases'] })
      onOpenChange(false)
    },
  })
  const isMissing = isTried && paths.length === 0
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (paths.length > 0 && !add.isPending) add.mutate()
  }
  return (
    <Dialog title={t.pathsTitle} description={t.pathsText} open={open} onOpenChange={onOpenChange}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {t.paths}
        </label>
        <textarea
          id={id}
          rows={4}
          spellCheck={false}
          value={text}
          aria-invalid={isMissing || undefined}
          aria-describedby={isMissing ? `${id}-note` : undefined}
          onChange={(event) => {
            setText(event.target.value)
          }}
          className="rounded-lg border bg-surface px-3 py-2 font-mono text-sm"
        />
        {isMissing && (
          <p id={`${id}-note`} className="text-sm text-danger">
            {t.pathsMissing}
          </p>
        )}
        {add.error && <Failure error={add.error} />}
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={add.isPending}>
            {t.addIt}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
