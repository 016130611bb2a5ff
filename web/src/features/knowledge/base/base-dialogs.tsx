import { lazy, Suspense } from 'react'

import type { BaseDialog } from '@/features/knowledge/base/base-menu'
import type { BaseRead } from '@/lib/schema.gen'

const RebuildDialog = lazy(() =>
  import('@/features/knowledge/base/rebuild-dialog').then((file) => ({
    default: file.RebuildDialog,
  })),
)
const PathsDialog = lazy(() =>
  import('@/features/knowledge/base/paths-dialog').then((file) => ({ default: file.PathsDialog })),
)
const WatchDialog = lazy(() =>
  import('@/features/knowledge/watches/watch-dialog').then((file) => ({
    default: file.WatchDialog,
  })),
)
const DeleteBaseDialog = lazy(() =>
  import('@/features/knowledge/base/delete-base-dialog').then((file) => ({
    default: file.DeleteBaseDialog,
  })),
)

export type BaseDialogProps = {
  base: BaseRead
  open: boolean
  onOpenChange: (open: boolean) => void
}

const DIALOGS = {
  rebuild: RebuildDialog,
  paths: PathsDialog,
  watch: WatchDialog,
  delete: DeleteBaseDialog,
}

type BaseDialogsProps = { base: BaseRead; shown: BaseDialog | null; onClose: () => void }

/** The dialog that was asked for; none is loaded before. */
export function BaseDialogs({ base, shown, onClose }: BaseDialogsProps) {
  if (!shown) return null
  const Shown = DIALOGS[shown]
  return (
    <Suspense>
      <Shown
        base={base}
        open
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose()
        }}
      />
    </Suspense>
  )
}
