import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import { useWords } from '@/lib/words'

type StopWatchingDialogProps = {
  path: string
  open: boolean
  onOpenChange: (open: boolean) => void
  onStop: (remove: boolean) => void
}

/** Asks what becomes of the documents of a folder that is watched no longer. */
export function StopWatchingDialog({ path, onStop, ...dialog }: StopWatchingDialogProps) {
  const t = useWords(watchWords)
  const stop = (remove: boolean) => () => {
    onStop(remove)
    dialog.onOpenChange(false)
  }
  return (
    <Dialog title={t.stopTitle} description={t.stopText(path)} {...dialog}>
      <DialogActions
        onCancel={() => {
          dialog.onOpenChange(false)
        }}
      >
        <Button onClick={stop(false)}>{t.keep}</Button>
        <Button look="danger" onClick={stop(true)}>
          {t.removeToo}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
