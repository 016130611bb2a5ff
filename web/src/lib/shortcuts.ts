import { useEffect, useRef } from 'react'

/** Every key of the page. `Mod` is Command on a Mac and Control elsewhere. */
export const SHORTCUTS = {
  newChat: { keys: ['Mod', 'Shift', 'O'], code: 'KeyO', mod: true, shift: true, alt: false },
  findChat: { keys: ['Mod', 'K'], code: 'KeyK', mod: true, shift: false, alt: false },
  nextCitation: { keys: ['Alt', 'N'], code: 'KeyN', mod: false, shift: false, alt: true },
  previousCitation: { keys: ['Alt', 'P'], code: 'KeyP', mod: false, shift: false, alt: true },
  focusQuestion: { keys: ['Shift', 'Esc'], code: 'Escape', mod: false, shift: true, alt: false },
  stop: { keys: ['Esc'], code: 'Escape', mod: false, shift: false, alt: false },
  help: { keys: ['Mod', '/'], code: 'Slash', mod: true, shift: false, alt: false },
} as const

export type Shortcut = keyof typeof SHORTCUTS

/** Have a key do something for as long as the component is there and `enabled`. */
export function useShortcut(name: Shortcut, act: () => void, enabled = true) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (!enabled) return
    const wanted = SHORTCUTS[name]
    const onKey = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey
      const isIt =
        event.code === wanted.code &&
        mod === wanted.mod &&
        event.shiftKey === wanted.shift &&
        event.altKey === wanted.alt
      // A dialog or menu that is open takes the key for itself.
      if (!isIt || event.defaultPrevented) return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
    }
  }, [name, enabled])
}
