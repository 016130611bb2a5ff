import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { placeOfTooltip } from '@/components/ui/tooltip-place'
import { watchTooltips } from '@/components/ui/tooltip-watch'

/**
 * Shows the `data-tooltip` of whichever element is pointed at or has been led to by key. One for
 * the whole page: a button with a tooltip costs no more than one without. The words are for the
 * eye; the element has its own accessible name.
 */
export function Tooltips() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const words = useRef<HTMLDivElement>(null)
  useEffect(() => watchTooltips(setAnchor), [])
  useLayoutEffect(() => {
    if (!anchor || !words.current) return
    const { style } = words.current
    const size = { width: innerWidth, height: innerHeight }
    const own = words.current.getBoundingClientRect()
    const { left, top } = placeOfTooltip(anchor.getBoundingClientRect(), own, size)
    style.left = `${left}px`
    style.top = `${top}px`
  }, [anchor])
  const text = anchor?.dataset.tooltip
  if (!text) return null
  return (
    <div
      ref={words}
      aria-hidden
      data-tooltip-words
      className="fixed top-0 left-0 z-50 w-max max-w-xs rounded-md bg-ink px-2 py-1 text-xs text-paper"
    >
      {text}
    </div>
  )
}
