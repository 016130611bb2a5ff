import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
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
      <div className="flex flex-wrap justify-end gap-2 pt-2">
        <Button
          onClick={() => {
            dialog.onOpenChange(false)
          }}
        >
          {t.cancel}
        </Button>
        <Button onClick={stop(false)}>{t.keep}</Button>
        <Button look="danger" onClick={stop(true)}>
          {t.removeToo}
        </Button>
      </div>
    </Dialog>
  )
}
