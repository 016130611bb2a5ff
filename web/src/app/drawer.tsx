import * as Radix from '@radix-ui/react-dialog'
import { useLocation } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useState } from 'react'

import { shellWords } from '@/app/shell-words'
import { Sidebar } from '@/app/sidebar'
import { IconButton } from '@/components/ui/icon-button'
import { useWords } from '@/lib/words'

/** The sidebar on narrow screens: behind a button, gone once a link of it was followed. */
export function Drawer() {
  const t = useWords(shellWords)
  const { pathname } = useLocation()
  const [openedAt, setOpenedAt] = useState<string | null>(null)
  return (
    <Radix.Root
      open={openedAt === pathname}
      onOpenChange={(open) => {
        setOpenedAt(open ? pathname : null)
      }}
    >
      <Radix.Trigger asChild>
        <IconButton icon={Menu} label={t.menu} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-black/40 md:hidden" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-30 shadow-xl md:hidden"
        >
          <Radix.Title className="sr-only">{t.menu}</Radix.Title>
          <Sidebar />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
