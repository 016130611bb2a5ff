import { render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'

import { useStickToBottom } from '@/features/chat/use-stick-to-bottom'

const HEIGHT = 5000

function Log({ isEmpty }: { isEmpty: boolean }) {
  const { scroller, content } = useStickToBottom(undefined, false, isEmpty)
  return (
    <div ref={scroller} role="log">
      <div ref={content} />
    </div>
  )
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('what stands there before the first question is read from its top', () => {
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(HEIGHT)
  const { rerender } = render(<Log isEmpty />)
  expect(screen.getByRole('log').scrollTop).toBe(0)
  rerender(<Log isEmpty={false} />)
  expect(screen.getByRole('log').scrollTop).toBe(HEIGHT)
})

test('a conversation opens at its newest', () => {
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(HEIGHT)
  render(<Log isEmpty={false} />)
  expect(screen.getByRole('log').scrollTop).toBe(HEIGHT)
})
