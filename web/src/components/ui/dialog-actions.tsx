import type { ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { useWords } from '@/lib/words'

const words = { en: { cancel: 'Cancel' }, fr: { cancel: 'Annuler' } }

/** The last row of a dialog: to leave it as it was, and what it is there for. */
export function DialogActions({
  onCancel,
  children,
}: {
  onCancel: () => void
  children: ReactNode
}) {
  const t = useWords(words)
  return (
    <div className="flex flex-wrap justify-end gap-2 pt-2">
      <Button onClick={onCancel}>{t.cancel}</Button>
      {children}
    </div>
  )
}
