import * as Radix from '@radix-ui/react-dialog'
import { X } from 'lucide-react'
import { useRef } from 'react'

import type { DialogProps } from '@/components/ui/dialog'
import { IconButton } from '@/components/ui/icon-button'
import { useWords } from '@/lib/words'

const words = { en: { close: 'Close' }, fr: { close: 'Fermer' } }

/** A question or form before the page; Escape and a click beside it close it. */
export function DialogWindow({ title, description, open, onOpenChange, children }: DialogProps) {
  const t = useWords(words)
  const opener = useRef<Element | null>(null)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement
            // Alone, the button that closes would take the focus, and show its tooltip.
            const content = event.currentTarget as HTMLElement
            if (content.querySelectorAll('a, button, input, select, textarea').length > 1) return
            event.preventDefault()
            content.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (opener.current instanceof HTMLElement) opener.current.focus()
          }}
          className="fixed top-1/2 left-1/2 z-40 flex max-h-[90dvh] w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-3 overflow-y-auto rounded-xl border bg-surface p-5 shadow-xl"
        >
          <Radix.Title className="pe-9 text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
          {description && (
            <Radix.Description className="wrap-anywhere text-muted">
              {description}
            </Radix.Description>
          )}
          {children}
          {/* The last of all, so that what is asked has the focus first. */}
          <Radix.Close asChild>
            <IconButton icon={X} label={t.close} size="small" className="absolute top-4 right-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
