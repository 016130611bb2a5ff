import type { LucideIcon } from 'lucide-react'
import {
  cloneElement,
  useState,
  type ComponentProps,
  type ReactElement,
  type ReactNode,
} from 'react'

import { late } from '@/lib/late'

const parts = late(() => import('@/components/ui/menu-panel'))

type MenuProps = { trigger: ReactElement<ComponentProps<'button'>>; children: ReactNode }

/**
 * A menu that opens from `trigger`, a button with a name of its own. What it takes to show menus
 * comes when the first is pointed at.
 */
export function Menu({ trigger, children }: MenuProps) {
  const [wanted, setWanted] = useState<'not' | 'pressed' | 'by key'>('not')
  const loaded = parts.usePart(wanted !== 'not')
  if (wanted !== 'not' && loaded) {
    return (
      <loaded.MenuPanel trigger={trigger} isByKey={wanted === 'by key'}>
        {children}
      </loaded.MenuPanel>
    )
  }
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: parts.fetch,
    onFocus: parts.fetch,
    onClick: ({ detail }) => {
      parts.fetch()
      // A key presses without a count.
      setWanted(detail === 0 ? 'by key' : 'pressed')
    },
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      parts.fetch()
      setWanted('by key')
    },
  })
}

export type MenuItemProps = {
  icon?: LucideIcon
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem(props: MenuItemProps) {
  const loaded = parts.usePart(true)
  return loaded && <loaded.Item {...props} />
}
