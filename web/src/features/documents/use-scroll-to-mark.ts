import { useLayoutEffect, type RefObject } from 'react'

const BEFORE = 1 / 3 // of what is seen stands before the mark

/** Bring the first mark into view, else the top, whenever something else is shown. */
export function useScrollToMark(scroller: RefObject<HTMLElement | null>, shown: string | null) {
  useLayoutEffect(() => {
    const frame = scroller.current
    if (!frame || shown === null) return
    const mark = frame.querySelector('[data-marked]')
    if (!mark) {
      frame.scrollTo({ top: 0 })
      return
    }
    // Not scrollIntoView, which would move the whole page along.
    const [at, around] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()]
    frame.scrollBy({
      top: at.top - around.top - around.height * BEFORE,
      left: at.left - around.left - around.width * BEFORE,
    })
  }, [scroller, shown])
}
