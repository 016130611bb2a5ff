import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'

import { useIsWide } from '@/components/use-is-wide'

const KEY = 'folioscope.sidebar'

/**
 * Whether the sidebar is shown. On wide screens it stands beside the page and stays as it was left;
 * on narrow ones it is a drawer, gone once a link of it was followed.
 */
export function useSidebar() {
  const isWide = useIsWide()
  const { pathname } = useLocation()
  const [isAside, setIsAside] = useState(wasPutAside)
  const [openedAt, setOpenedAt] = useState<string | null>(null)
  return {
    isWide,
    isShown: isWide ? !isAside : openedAt === pathname,
    show: (shown: boolean) => {
      if (!isWide) {
        setOpenedAt(shown ? pathname : null)
        return
      }
      setIsAside(!shown)
      keep(!shown)
    },
  }
}

function wasPutAside() {
  try {
    return localStorage.getItem(KEY) === 'aside'
  } catch {
    return false
  }
}

function keep(isAside: boolean) {
  try {
    if (isAside) localStorage.setItem(KEY, 'aside')
    else localStorage.removeItem(KEY)
  } catch {
    // It stays so for as long as the page is open.
  }
}
