import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'

import { placeOfTooltip } from '@/components/ui/tooltip-place'
import { Tooltips } from '@/components/ui/tooltips'

beforeEach(() => {
  vi.useFakeTimers()
  render(
    <>
      <button data-tooltip="Copies it">
        <span>Copy</span>
      </button>
      <button data-tooltip="Asks again">Again</button>
      <p>Text</p>
      <Tooltips />
    </>,
  )
  return () => vi.useRealTimers()
})

const wait = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms)
  })
}
const pointAt = (element: Element) => {
  fireEvent.pointerOver(element, { pointerType: 'mouse' })
}

test('words are shown once the pointer rests on what has them, and go with it', () => {
  pointAt(screen.getByText('Copy'))
  wait(200)
  expect(screen.queryByText('Copies it')).toBeNull()
  wait(300)
  expect(screen.getByText('Copies it')).toBeInTheDocument()
  pointAt(screen.getByText('Text'))
  wait(200)
  expect(screen.queryByText('Copies it')).toBeNull()
})

test('words stay while the pointer is on them, until Escape', () => {
  pointAt(screen.getByText('Copy'))
  wait(500)
  pointAt(screen.getByText('Copies it'))
  wait(500)
  expect(screen.getByText('Copies it')).toBeInTheDocument()
  fireEvent.keyDown(document.body, { key: 'Escape' })
  expect(screen.queryByText('Copies it')).toBeNull()
})

test('the next words come at once while some are shown', () => {
  pointAt(screen.getByText('Copy'))
  wait(500)
  pointAt(screen.getByText('Again'))
  expect(screen.getByText('Asks again')).toBeInTheDocument()
  expect(screen.queryByText('Copies it')).toBeNull()
})

test('words stand above, or below where there is no room, and within the window', () => {
  const own = { width: 100, height: 20 }
  const room = { width: 400, height: 300 }
  const at = (left: number, top: number) =>
    placeOfTooltip({ left, top, width: 40, height: 30 }, own, room)
  expect(at(200, 100)).toEqual({ left: 170, top: 74 })
  expect(at(0, 10)).toEqual({ left: 8, top: 46 })
  expect(at(390, 100).left).toBe(292)
})
