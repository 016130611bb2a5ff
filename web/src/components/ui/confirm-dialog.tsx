import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useWords } from '@/lib/words'

const words = { en: { cancel: 'Cancel' }, fr: { cancel: 'Annuler' } }

type ConfirmDialogProps = {
  title: string
  /** What is lost, by name. */
  description: string
  /** The verb on the button: “Delete”. */
  action: string
  open: boolean
  onOpenChange: (open: boolean) => void
  onConfirm: () => void
}

/** Asks before something is lost. */
export function ConfirmDialog({ action, onConfirm, ...dialog }: ConfirmDialogProps) {
  const t = useWords(words)
  const close = () => {
    dialog.onOpenChange(false)
  }
  return (
    <Dialog {...dialog}>
      <div className="flex justify-end gap-2 pt-2">
        <Button onClick={close}>{t.cancel}</Button>
        <Button
          look="danger"
          onClick={() => {
            onConfirm()
            close()
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
