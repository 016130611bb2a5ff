import { lazy, Suspense, useState } from 'react'

import { shellWords } from '@/app/shell-words'
import { Dialog } from '@/components/ui/dialog'
import { useShortcut } from '@/lib/shortcuts'
import { useWords } from '@/lib/words'

const ShortcutList = lazy(async () => ({
  default: (await import('@/features/settings/shortcut-list')).ShortcutList,
}))

export function ShortcutHelp() {
  const t = useWords(shellWords)
  const [open, setOpen] = useState(false)
  useShortcut('help', () => {
    setOpen(!open)
  })
  return (
    <Dialog title={t.shortcuts} open={open} onOpenChange={setOpen}>
      <Suspense fallback={<div className="h-72" />}>
        <ShortcutList />
      </Suspense>
    </Dialog>
  )
}
