import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import { TextField } from '@/components/ui/text-field'
import type { BaseDialogProps } from '@/features/knowledge/base/base-dialogs'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import { answerOf, api } from '@/lib/api-client'
import { useWords } from '@/lib/words'

/** Has the base follow a folder of the server. */
export function WatchDialog({ base, open, onOpenChange }: BaseDialogProps) {
  const t = useWords(watchWords)
  const client = useQueryClient()
  const [path, setPath] = useState('')
  const [isTried, setIsTried] = useState(false)
  const watch = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/kbs/{kb}/watches', {
          params: { path: { kb: base.name } },
          body: { path: path.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['bases'] })
      onOpenChange(false)
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (path.trim() && !watch.isPending) watch.mutate()
  }
  return (
    <Dialog
      title={t.dialogTitle}
      description={t.dialogText}
      open={open}
      onOpenChange={onOpenChange}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={t.path}
          hint={t.pathHint}
          error={isTried && !path.trim() ? t.pathMissing : null}
          value={path}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setPath(event.target.value)
          }}
        />
        {watch.error && <Failure error={watch.error} />}
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={watch.isPending}>
            {t.watchIt}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
