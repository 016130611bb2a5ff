import type { ReactNode } from 'react'

import { late } from '@/lib/late'

export type DialogProps = {
  title: string
  description?: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

const parts = late(() => import('@/components/ui/dialog-window'))

/** A question or form before the page; Escape and a click beside it close it. */
export function Dialog(props: DialogProps) {
  const loaded = parts.usePart(props.open)
  return loaded && <loaded.DialogWindow {...props} />
}
