import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { conversation, EVENTS, field, show } from '@/features/chat/chat-for-tests'
import { openStream } from '@/testing/scripted-run'
import { anAnswer, aQuestion, scriptedThread } from '@/testing/scripted-thread'
import { serverForTests } from '@/testing/server'

const server = serverForTests()

beforeEach(() => {
  sessionStorage.clear()
})

describe('asking', () => {
  it('asks an edited question in the place of the first', async () => {
    const thread = scriptedThread(
      aQuestion({ run_id: 'run-t6' }),
      anAnswer({ run_id: 'run-t6' }),
      aQuestion({ message_id: 'question-9', run_id: 'run-9', content: 'And Go?' }),
      anAnswer({ message_id: 'answer-9', run_id: 'run-9', content: 'Nobody.' }),
    )
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => openStream().response()),
    )
    await show()
    await userEvent.click((await screen.findAllByRole('button', { name: 'Edit' }))[0] as Element)
    const edited = screen.getByRole('textbox', { name: 'Edit your question' })
    expect(edited).toHaveFocus()
    await userEvent.clear(edited)
    await userEvent.type(edited, 'Who knows Rust?')
    await userEvent.click(screen.getByRole('button', { name: 'Ask again' }))
    expect(await conversation().findByText('Who knows Rust?')).toBeVisible()
    expect(conversation().queryByText('And Go?')).not.toBeInTheDocument()
    await waitFor(() => {
      expect(thread.posted[0]?.body).toMatchObject({
        content: 'Who knows Rust?',
        replaces: 'question-1',
      })
    })
  })

  it('leaves a question as it is when editing is given up', async () => {
    server.use(
      ...scriptedThread(aQuestion({ run_id: 'run-t7' }), anAnswer({ run_id: 'run-t7' })).handlers,
    )
    await show()
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    await userEvent.keyboard('something else{Escape}')
    expect(await conversation().findByText('Who knows Python?')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Edit' })).toHaveFocus()
  })

  it('keeps the text of a question that could not be sent, and says why', async () => {
    const thread = scriptedThread()
    const busy = { code: 'too_many_runs', detail: '6 questions are open already.' }
    thread.refusals.push(() => HttpResponse.json(busy, { status: 429 }))
    server.use(...thread.handlers)
    await show()
    await userEvent.type(field(), 'Who knows Python?{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('6 questions are open already.')
    expect(field()).toHaveValue('Who knows Python?')
    expect(conversation().queryByText('Who knows Python?')).not.toBeInTheDocument()
  })

  it('sends a question again after a lost network, so that it is posted once', async () => {
    const thread = scriptedThread()
    thread.refusals.push(() => HttpResponse.error())
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => openStream().response()),
    )
    await show()
    await userEvent.type(field(), 'Who knows Python?{Enter}')
    await screen.findByRole('button', { name: 'Stop' })
    expect(thread.posted).toHaveLength(2)
    expect(thread.posted[0]?.key).toBeTruthy()
    expect(thread.posted[0]?.key).toBe(thread.posted[1]?.key)
  })

  it('begins a conversation with the first question', async () => {
    const thread = scriptedThread()
    const onBegun = vi.fn()
    server.use(
      ...thread.handlers,
      http.post('*/api/threads', () =>
        HttpResponse.json({ thread_id: 'thread-7' }, { status: 201 }),
      ),
    )
    await show(null, onBegun)
    await userEvent.click(screen.getByRole('button', { name: 'Suggested' }))
    expect(conversation().getByText('Who speaks French?')).toBeVisible()
    await waitFor(() => {
      expect(onBegun).toHaveBeenCalledWith('thread-7')
    })
    expect(thread.posted[0]?.body).toMatchObject({ content: 'Who speaks French?' })
  })

  it('asks what is suggested after an answer', async () => {
    const grounding = { ...anAnswer().grounding, suggestions: ['Where did Ada study?'] }
    const thread = scriptedThread(
      aQuestion({ run_id: 'run-t11' }),
      anAnswer({
        run_id: 'run-t11',
        grounding: grounding as ReturnType<typeof anAnswer>['grounding'],
      }),
    )
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => openStream().response()),
    )
    await show()
    await userEvent.click(await screen.findByRole('button', { name: 'Where did Ada study?' }))
    await waitFor(() => {
      expect(thread.posted[0]?.body).toMatchObject({ content: 'Where did Ada study?' })
    })
  })
})
