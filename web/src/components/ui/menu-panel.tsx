import * as Radix from '@radix-ui/react-dropdown-menu'
import { useRef, type ReactElement, type ReactNode } from 'react'

import type { MenuItemProps } from '@/components/ui/menu'

type MenuPanelProps = {
  trigger: ReactElement
  children: ReactNode
  /** It is opened as soon as it is there, by a key: then its first entry has the focus. */
  isByKey: boolean
}

/** A menu that is open from its beginning; its trigger opens and closes it from then on. */
export function MenuPanel({ trigger, children, isByKey }: MenuPanelProps) {
  const isFirst = useRef(isByKey)
  const onContent = (content: HTMLDivElement | null) => {
    if (!content || !isFirst.current) return
    isFirst.current = false
    // The menu takes the focus itself when it comes.
    requestAnimationFrame(() => {
      content.querySelector<HTMLElement>('[role=menuitem]:not([data-disabled])')?.focus()
    })
  }
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          ref={onContent}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,80dvh)] min-w-44 overflow-y-auto rounded-lg border bg-surface p-1 shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function Item({ icon: Icon, danger, disabled, onSelect, children }: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled}
      onSelect={onSelect}
      className={`flex cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-sunken ${danger ? 'text-danger' : ''}`}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </Radix.Item>
  )
}
