import { useEffect, useState, type RefObject } from 'react'

const MARGIN = '1200px 0px'
const waiting = new Map<Element, () => void>()
let observer: IntersectionObserver | null = null

function observed(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) waiting.get(target)?.()
      }
    },
    // The conversation scrolls within the page: its own edge is what an item comes near to.
    { rootMargin: MARGIN, scrollMargin: MARGIN } as IntersectionObserverInit,
  )
  return observer
}

/** Whether an element has come near what is seen, once and for all; `from` the start or not. */
export function useNear(ref: RefObject<Element | null>, from: boolean): boolean {
  const [isNear, setNear] = useState(from || typeof IntersectionObserver === 'undefined')
  useEffect(() => {
    const element = ref.current
    if (isNear || !element) return
    const leave = () => {
      waiting.delete(element)
      observed().unobserve(element)
    }
    waiting.set(element, () => {
      leave()
      setNear(true)
    })
    observed().observe(element)
    return leave
  }, [ref, isNear])
  return isNear
}
