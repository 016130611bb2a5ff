import { screen, within } from '@testing-library/react'

import { Chat } from '@/features/chat/chat'
import { renderPage } from '@/testing/render'

export const EVENTS = '*/api/runs/:id/events'
const CHOICE = {}

type ChatForTestsProps = { threadId: string | null; onBegun?: (threadId: string) => void }

export function ChatForTests({ threadId, onBegun = () => {} }: ChatForTestsProps) {
  return (
    <Chat
      threadId={threadId}
      title="A conversation"
      choice={CHOICE}
      bases={2}
      options={null}
      empty={(ask) => (
        <button
          onClick={() => {
            ask('Who speaks French?')
          }}
        >
          Suggested
        </button>
      )}
      onBegun={onBegun}
      onOpen={() => {}}
    />
  )
}

export const show = (threadId: string | null = 'thread-1', onBegun = () => {}) =>
  renderPage(<ChatForTests threadId={threadId} onBegun={onBegun} />)

export const field = () => screen.getByRole('textbox', { name: 'Your question' })
export const conversation = () => within(screen.getByRole('log', { name: 'Conversation' }))
