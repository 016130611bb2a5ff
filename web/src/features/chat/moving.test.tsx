import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { delay, http, HttpResponse } from 'msw'
import { useState } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { ChatForTests, conversation, EVENTS, field } from '@/features/chat/chat-for-tests'
import { openStream } from '@/testing/scripted-run'
import { renderPage } from '@/testing/render'
import { anAnswer, aQuestion, scriptedThread } from '@/testing/scripted-thread'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const onBegun = vi.fn()

/** The page of a conversation, from which one goes to another. */
function Page({ first }: { first: string | null }) {
  const [threadId, setThreadId] = useState<string | null>(first)
  return (
    <>
      <button onClick={() => setThreadId('other')}>Other chat</button>
      <ChatForTests threadId={threadId} onBegun={onBegun} />
    </>
  )
}

const leave = () => userEvent.click(screen.getByRole('button', { name: 'Other chat' }))

function another() {
  return http.get('*/api/threads/other/messages', () =>
    HttpResponse.json({ messages: [aQuestion({ run_id: 'o' }), anAnswer({ run_id: 'o' })] }),
  )
}

beforeEach(() => {
  sessionStorage.clear()
  onBegun.mockClear()
})

describe('going to another conversation', () => {
  it('leaves behind what was asked in the first', async () => {
    const thread = scriptedThread()
    server.use(
      another(),
      ...thread.handlers,
      http.get(EVENTS, () => openStream().response()),
    )
    await renderPage(<Page first="thread-1" />)
    await userEvent.type(field(), 'Who knows Rust?{Enter}')
    await screen.findByRole('button', { name: 'Stop' })
    await leave()
    expect(await conversation().findByText('Ada knows Python.')).toBeVisible()
    expect(conversation().queryByText('Who knows Rust?')).not.toBeInTheDocument()
  })

  it('leaves behind what could not be sent, to be found in the field of the first', async () => {
    const thread = scriptedThread()
    thread.refusals.push(() => HttpResponse.json({ code: 'no', detail: 'No.' }, { status: 429 }))
    server.use(another(), ...thread.handlers)
    await renderPage(<Page first="thread-1" />)
    await userEvent.type(field(), 'Who knows Rust?{Enter}')
    await screen.findByRole('alert')
    await leave()
    expect(await conversation().findByText('Ada knows Python.')).toBeVisible()
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
    expect(field()).toHaveValue('')
    expect(sessionStorage.getItem('folioscope.draft.thread-1')).toBe('Who knows Rust?')
  })

  it('is not undone by a conversation that has begun meanwhile', async () => {
    const thread = scriptedThread()
    let begin = () => {}
    const begins = new Promise<void>((resolve) => {
      begin = resolve
    })
    server.use(
      another(),
      ...thread.handlers,
      http.post('*/api/threads', async () => {
        await begins
        return HttpResponse.json({ thread_id: 'thread-7' }, { status: 201 })
      }),
    )
    await renderPage(<Page first={null} />)
    await userEvent.type(field(), 'Who knows Rust?{Enter}')
    await leave()
    await conversation().findByText('Ada knows Python.')
    begin()
    await waitFor(() => {
      expect(thread.posted).toHaveLength(1)
    })
    await delay(20)
    expect(onBegun).not.toHaveBeenCalled()
  })
})
