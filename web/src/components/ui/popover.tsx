import { cloneElement, useRef, type ComponentProps, type ReactElement, type ReactNode } from 'react'

import { late } from '@/lib/late'

const parts = late(() => import('@/components/ui/popover-panel'))

type PopoverProps = {
  trigger: ReactElement<ComponentProps<'button'>>
  /** The accessible name of what opens. */
  label: string
  align: 'start' | 'end'
  className: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** Something to choose from that opens beside its button; what shows it comes when it is pointed at. */
export function Popover({ trigger, children, ...shown }: PopoverProps) {
  const { open, onOpenChange } = shown
  const anchor = useRef<HTMLButtonElement>(null)
  const loaded = parts.usePart(open)
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        onPointerEnter: parts.fetch,
        onFocus: parts.fetch,
        onClick: () => {
          onOpenChange(!open)
        },
      })}
      {loaded && (
        <loaded.PopoverPanel anchor={anchor} {...shown}>
          {children}
        </loaded.PopoverPanel>
      )}
    </>
  )
}
