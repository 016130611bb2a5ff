import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

const COVERING = '(max-width: 47.99rem)'

/**
 * Where the keyboard is while a document opens and closes: who opens one with the keyboard, or on
 * a screen that it fills, is led into it; when it closes, whoever is in it is led back.
 */
export function usePanelFocus(
  panel: RefObject<HTMLElement | null>,
  heading: RefObject<HTMLElement | null>,
  opened: string,
) {
  const opener = useRef<Element | null>(null)
  useEffect(() => {
    const active = document.activeElement
    // A menu of the panel itself stands elsewhere in the document.
    if (panel.current?.contains(active) || active?.closest('[role=menu]')) return
    if (active !== document.body) opener.current = active
    if (isLed(active)) heading.current?.focus()
  }, [panel, heading, opened])
  useLayoutEffect(() => {
    const inside = panel.current
    return () => {
      const active = document.activeElement
      if (active !== document.body && !inside?.contains(active)) return
      const back = opener.current?.isConnected ? opener.current : document.querySelector('main')
      if (back instanceof HTMLElement) back.focus()
    }
  }, [panel])
}

function isLed(active: Element | null): boolean {
  if (matchMedia(COVERING).matches) return true
  return active !== document.body && active?.matches(':focus-visible') === true
}

/** Escape closes the document unless somebody nearer to the keys wanted it: a dialog, “Stop”. */
export function useEscape(close: () => void) {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.shiftKey || isWriting(event.target)) return
      // Others who listen at the window may still take it.
      setTimeout(() => {
        if (!event.defaultPrevented) latest.current()
      })
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
    }
  }, [])
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select')
}
