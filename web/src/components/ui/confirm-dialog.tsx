import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'

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
  const close = () => {
    dialog.onOpenChange(false)
  }
  return (
    <Dialog {...dialog}>
      <DialogActions onCancel={close}>
        <Button
          look="danger"
          onClick={() => {
            onConfirm()
            close()
          }}
        >
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
