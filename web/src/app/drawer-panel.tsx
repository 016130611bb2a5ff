import * as Radix from '@radix-ui/react-dialog'
import { X } from 'lucide-react'
import type { RefObject } from 'react'

import { shellWords } from '@/app/shell-words'
import { Sidebar } from '@/app/sidebar'
import { IconButton } from '@/components/ui/icon-button'
import { useWords } from '@/lib/words'

type DrawerPanelProps = {
  opener: RefObject<HTMLElement | null>
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function DrawerPanel({ opener, open, onOpenChange }: DrawerPanelProps) {
  const t = useWords(shellWords)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // Its first button would show its tooltip over what is looked for.
            event.preventDefault()
            ;(event.currentTarget as HTMLElement).focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            opener.current?.focus()
          }}
          className="fixed inset-y-0 start-0 z-30 shadow-xl outline-none"
        >
          <Radix.Title className="sr-only">{t.menu}</Radix.Title>
          <Sidebar
            closeButton={
              <Radix.Close asChild>
                <IconButton icon={X} label={t.hideSidebar} size="small" />
              </Radix.Close>
            }
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
