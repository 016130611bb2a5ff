import { Menu } from 'lucide-react'
import { useRef } from 'react'

import { shellWords } from '@/app/shell-words'
import { IconButton } from '@/components/ui/icon-button'
import { late } from '@/lib/late'
import { useWords } from '@/lib/words'

const parts = late(() => import('@/app/drawer-panel'))

type DrawerProps = { open: boolean; onOpenChange: (open: boolean) => void }

/** The sidebar on narrow screens, behind a button. */
export function Drawer({ open, onOpenChange }: DrawerProps) {
  const t = useWords(shellWords)
  const opener = useRef<HTMLButtonElement>(null)
  const loaded = parts.usePart(open)
  return (
    <>
      <IconButton
        ref={opener}
        icon={Menu}
        label={t.menu}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => {
          onOpenChange(true)
        }}
      />
      {loaded && <loaded.DrawerPanel opener={opener} open={open} onOpenChange={onOpenChange} />}
    </>
  )
}
