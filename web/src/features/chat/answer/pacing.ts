import { useEffect, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** A rendering is followed by so many times its own cost of rest. */
const REST = 3
/** Never longer than this, so that a slow moment is not taken for a slow answer. */
const LONGEST_REST_MS = 400

/**
 * The text as it is drawn. While it streams it follows at the pace at which drawing it leaves the
 * page three quarters of its time: each frame when that is cheap, more seldom when it is not.
 */
export function usePacedText(
  text: string,
  streaming: boolean,
  drawn: RefObject<HTMLElement | null>,
) {
  const [shown, setShown] = useState(text)
  const latest = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const frame = useRef(0)
  const isDue = useRef(false)
  const restsUntil = useRef(0)

  useEffect(() => {
    latest.current = text
    if (!streaming || isDue.current || text === shown) return
    isDue.current = true
    const draw = () => {
      isDue.current = false
      const began = performance.now()
      flushSync(() => {
        setShown(latest.current)
      })
      // Laying it out is a part of the cost, and would be done next in any case.
      void drawn.current?.offsetHeight
      const ended = performance.now()
      restsUntil.current = ended + Math.min(LONGEST_REST_MS, REST * (ended - began))
    }
    timer.current = setTimeout(() => {
      frame.current = requestAnimationFrame(draw)
    }, restsUntil.current - performance.now())
  })

  useEffect(() => {
    return () => {
      isDue.current = false
      clearTimeout(timer.current)
      cancelAnimationFrame(frame.current)
    }
  }, [streaming])

  // What began anew has nothing to do with what was drawn before.
  return streaming && text.startsWith(shown) ? shown : text
}
