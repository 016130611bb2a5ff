import { renderHook } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { useShortcut, type Shortcut } from '@/lib/shortcuts'

function press(name: Shortcut, init: KeyboardEventInit & { keyCode?: number }) {
  const act = vi.fn()
  const { unmount } = renderHook(() => {
    useShortcut(name, act)
  })
  dispatchEvent(new KeyboardEvent('keydown', { cancelable: true, ...init }))
  unmount()
  return act.mock.calls.length === 1
}

describe('a key of the page', () => {
  it.each<[string, Shortcut, KeyboardEventInit]>([
    ['a French keyboard', 'help', { key: '/', code: 'Period', ctrlKey: true, shiftKey: true }],
    ['a German keyboard', 'help', { key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }],
    ['an American keyboard', 'help', { key: '/', code: 'Slash', metaKey: true }],
    ['a Dvorak keyboard', 'findChat', { key: 'k', code: 'KeyV', ctrlKey: true }],
    ['a Greek keyboard', 'findChat', { key: 'κ', code: 'KeyK', ctrlKey: true }],
    ['capitals', 'newChat', { key: 'O', code: 'KeyO', ctrlKey: true, shiftKey: true }],
    ['Option on a Mac', 'nextCitation', { key: 'Dead', code: 'KeyN', altKey: true }],
  ])('works with %s', (_, name, init) => {
    expect(press(name, init)).toBe(true)
  })

  it.each<[string, Shortcut, KeyboardEventInit]>([
    ['making the text smaller in Germany', 'help', { key: '-', code: 'Slash', ctrlKey: true }],
    ['a key that only lies there', 'findChat', { key: 't', code: 'KeyK', ctrlKey: true }],
    ['a letter that is typed', 'findChat', { key: 'k', code: 'KeyK' }],
    ['a word that is being composed', 'stop', { key: 'Escape', isComposing: true }],
    ['the same key with Shift', 'stop', { key: 'Escape', code: 'Escape', shiftKey: true }],
  ])('leaves alone %s', (_, name, init) => {
    expect(press(name, init)).toBe(false)
  })
})
