import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const AT_BOTTOM_PX = 8
const AWAY_PX = 160

/** How much is below what is seen. */
function distanceOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop
}

/**
 * Keeps the newest in sight while it grows, for as long as the reader is there; never moves what
 * is being read further up. Goes there when `signal` changes. What comes at the end of an answer,
 * its sources and what to ask next, appears below the text and leaves it where it is. Where nothing
 * was asked yet, what is there is read from its top.
 */
export function useStickToBottom(signal: unknown, isAnswering: boolean, isEmpty: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isStuck = useRef(true)
  const lastTop = useRef(0)
  const [isAway, setAway] = useState(false)

  const look = useCallback(() => {
    const element = scroller.current
    if (element) setAway(!isStuck.current && distanceOf(element) > AWAY_PX)
  }, [])

  const toLatest = useCallback(() => {
    const element = scroller.current
    if (!element) return
    isStuck.current = true
    element.scrollTop = element.scrollHeight
    setAway(false)
  }, [])

  useLayoutEffect(() => {
    if (isEmpty) isStuck.current = false
    else toLatest()
  }, [toLatest, signal, isEmpty])

  const wasAnswering = useRef(isAnswering)
  useLayoutEffect(() => {
    if (wasAnswering.current && !isAnswering) isStuck.current = false
    wasAnswering.current = isAnswering
  }, [isAnswering])

  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    const sizes = new ResizeObserver(() => {
      if (isStuck.current) element.scrollTop = element.scrollHeight
      else look()
    })
    sizes.observe(element)
    sizes.observe(content.current)
    return () => {
      sizes.disconnect()
    }
  }, [look])

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const { scrollTop } = element
    // Text that grows moves the bottom away, a reader moves up: only the reader lets go.
    isStuck.current =
      distanceOf(element) <= AT_BOTTOM_PX || (isStuck.current && scrollTop >= lastTop.current)
    lastTop.current = scrollTop
    look()
  }, [look])

  return { scroller, content, isAway, toLatest, onScroll }
}
