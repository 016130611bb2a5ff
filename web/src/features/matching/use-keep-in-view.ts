import { useEffect, useRef } from 'react'

/** Keeps the verdict that was pressed in view as a document opens beside the table or closes. */
export function useKeepInView() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const pressed = place.current?.querySelector('[aria-pressed=true]')
      pressed?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
    if (place.current) observer.observe(place.current)
    return () => {
      observer.disconnect()
    }
  }, [])
  return place
}
