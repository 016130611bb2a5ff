import { useEffect, useRef } from 'react'

import { isComposing } from '@/lib/is-composing'

/**
 * Every key of the page. `Mod` is Command on a Mac and Control elsewhere. The letter is the one that
 * the keyboard writes, so that it is where the key says so; `code` is its place, for keyboards that
 * write no Latin letters, and for Option on a Mac.
 */
export const SHORTCUTS = {
  newChat: {
    keys: ['Mod', 'Shift', 'O'],
    key: 'o',
    code: 'KeyO',
    mod: true,
    shift: true,
    alt: false,
  },
  findChat: { keys: ['Mod', 'K'], key: 'k', code: 'KeyK', mod: true, shift: false, alt: false },
  nextCitation: { keys: ['Alt', 'N'], key: 'n', code: 'KeyN', mod: false, shift: false, alt: true },
  previousCitation: {
    keys: ['Alt', 'P'],
    key: 'p',
    code: 'KeyP',
    mod: false,
    shift: false,
    alt: true,
  },
  focusQuestion: {
    keys: ['Shift', 'Esc'],
    key: 'escape',
    code: 'Escape',
    mod: false,
    shift: true,
    alt: false,
  },
  stop: { keys: ['Esc'], key: 'escape', code: 'Escape', mod: false, shift: false, alt: false },
  help: { keys: ['Mod', '/'], key: '/', code: 'Slash', mod: true, shift: false, alt: false },
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
      // A dialog or menu that is open takes the key for itself, as does a word being composed.
      if (event.defaultPrevented || isComposing(event) || !isPressed(event, wanted)) return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
    }
  }, [name, enabled])
}

type Wanted = (typeof SHORTCUTS)[Shortcut]

function isPressed(event: KeyboardEvent, wanted: Wanted): boolean {
  const key = event.key.toLowerCase()
  const isKey = key === wanted.key || (event.code === wanted.code && !/^[!-~]$/.test(key))
  const isMod = (event.ctrlKey || event.metaKey) === wanted.mod
  // Many keyboards have the slash above another sign.
  const isShift = wanted.key === '/' || event.shiftKey === wanted.shift
  return isKey && isMod && isShift && event.altKey === wanted.alt
}
