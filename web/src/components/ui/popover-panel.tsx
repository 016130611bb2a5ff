import * as Radix from '@radix-ui/react-popover'
import { clsx } from 'clsx'
import { useRef, type ReactNode, type RefObject } from 'react'

type PopoverPanelProps = {
  anchor: RefObject<HTMLElement | null>
  label: string
  align: 'start' | 'end'
  className: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** What stands beside the anchor while it is open; the focus goes back there by keys. */
export function PopoverPanel(props: PopoverPanelProps) {
  const { anchor, label, align, className, open, onOpenChange, children } = props
  const isLeft = useRef(false)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          onOpenAutoFocus={() => {
            isLeft.current = false
          }}
          onInteractOutside={(event) => {
            // Pressing the anchor closes it by itself.
            if (anchor.current?.contains(event.target as Node)) event.preventDefault()
            else isLeft.current = true
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (!isLeft.current) anchor.current?.focus()
          }}
          className={clsx(
            'z-50 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border bg-surface text-sm shadow-lg',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
