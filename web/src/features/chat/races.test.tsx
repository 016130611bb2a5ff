import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { conversation, EVENTS, field, show } from '@/features/chat/chat-for-tests'
import { answering, openStream, streamOf } from '@/testing/scripted-run'
import { anAnswer, aQuestion, scriptedThread } from '@/testing/scripted-thread'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const busy = () => HttpResponse.json({ code: 'thread_busy', detail: 'Busy.' }, { status: 409 })

beforeEach(() => {
  sessionStorage.clear()
})

function serve(thread: ReturnType<typeof scriptedThread>) {
  server.use(
    ...thread.handlers,
    http.get(EVENTS, () => openStream().response()),
  )
}

describe('a conversation that changes while something is done in it', () => {
  it('posts once what is asked again with two quick clicks', async () => {
    const thread = scriptedThread(aQuestion({ run_id: 'r1' }), anAnswer({ run_id: 'r1' }))
    serve(thread)
    await show()
    const again = await screen.findByRole('button', { name: 'Try again' })
    fireEvent.click(again)
    fireEvent.click(again)
    await screen.findByRole('button', { name: 'Stop' })
    expect(thread.posted).toHaveLength(1)
  })

  it('sends nothing while a word is being composed, nor with the Enter that ends it', async () => {
    const thread = scriptedThread()
    serve(thread)
    await show()
    await userEvent.type(field(), 'にほん')
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true })
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 })
    expect(field()).toHaveValue('にほん')
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 13 })
    expect(field()).toHaveValue('')
  })

  it('keeps an edited question that cannot be asked while an answer is written', async () => {
    const thread = scriptedThread(
      aQuestion({ run_id: 'r2' }),
      anAnswer({ run_id: 'r2' }),
      aQuestion({ message_id: 'question-2', run_id: 'r3', content: 'And Go?' }),
    )
    serve(thread)
    await show()
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    const edited = screen.getByRole('textbox', { name: 'Edit your question' })
    await userEvent.type(edited, ' Since when?{Enter}')
    expect(await screen.findByText(/The next question can be sent/)).toBeInTheDocument()
    expect(edited).toHaveValue('Who knows Python? Since when?')
    expect(thread.posted).toHaveLength(0)
  })

  it('leaves the answer that is written alone when Escape gives up an edit', async () => {
    const cancelled = vi.fn()
    const thread = scriptedThread(
      aQuestion({ run_id: 'r4' }),
      anAnswer({ run_id: 'r4' }),
      aQuestion({ message_id: 'question-2', run_id: 'r5', content: 'And Go?' }),
    )
    serve(thread)
    server.use(
      http.post('*/api/runs/:id/cancel', () => {
        cancelled()
        return HttpResponse.json({})
      }),
    )
    await show()
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    await userEvent.keyboard('{Escape}')
    expect(screen.getByRole('button', { name: 'Edit' })).toHaveFocus()
    expect(cancelled).not.toHaveBeenCalled()
    await userEvent.keyboard('{Escape}')
    await waitFor(() => {
      expect(cancelled).toHaveBeenCalled()
    })
  })

  it('lets a question that was refused be asked again though another is being typed', async () => {
    const thread = scriptedThread()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    serve(thread)
    server.use(
      http.post(
        '*/api/threads/:thread/messages',
        async () => {
          await answered
          return busy()
        },
        { once: true },
      ),
    )
    await show()
    await userEvent.type(field(), 'Who knows Go?{Enter}And who Rust?')
    answer()
    await screen.findByRole('alert')
    expect(field()).toHaveValue('And who Rust?')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await screen.findByRole('button', { name: 'Stop' })
    expect(thread.posted[0]?.body).toMatchObject({ content: 'Who knows Go?' })
    expect(field()).toHaveValue('And who Rust?')
  })

  it('asks in the conversation that was begun for a question that was refused', async () => {
    const thread = scriptedThread()
    thread.refusals.push(busy)
    let begun = 0
    serve(thread)
    server.use(
      http.post('*/api/threads', () =>
        HttpResponse.json({ thread_id: `thread-${++begun}` }, { status: 201 }),
      ),
    )
    const onBegun = vi.fn()
    await show(null, onBegun)
    await userEvent.type(field(), 'Who knows Go?{Enter}')
    await screen.findByRole('alert')
    await userEvent.type(field(), ' And Rust?{Enter}')
    await waitFor(() => {
      expect(onBegun).toHaveBeenCalledWith('thread-1')
    })
    expect(begun).toBe(1)
  })

  it('shows no question that another tab has replaced', async () => {
    const thread = scriptedThread()
    serve(thread)
    const { client } = await show()
    await userEvent.type(field(), 'Who knows Go?{Enter}')
    await screen.findByRole('button', { name: 'Stop' })
    thread.messages = [aQuestion({ message_id: 'question-8', run_id: 'r6' })]
    await client.invalidateQueries()
    expect(await conversation().findByText('Who knows Python?')).toBeVisible()
    expect(conversation().queryByText('Who knows Go?')).not.toBeInTheDocument()
  })

  it('says so where it is deleted elsewhere while it is shown', async () => {
    serve(scriptedThread(aQuestion({ run_id: 'r7' }), anAnswer({ run_id: 'r7' })))
    const { client } = await show()
    await conversation().findByText('Ada knows Python.')
    server.use(
      http.get('*/api/threads/:id/messages', () =>
        HttpResponse.json({ code: 'thread_not_found', detail: 'Gone.' }, { status: 404 }),
      ),
    )
    await client.invalidateQueries()
    expect(await screen.findByText(/not here any more/)).toBeVisible()
    expect(conversation().queryByText('Ada knows Python.')).not.toBeInTheDocument()
  })

  it('follows the next answer though the end of the one before could not be fetched', async () => {
    const thread = scriptedThread(aQuestion({ run_id: 'r8' }))
    let isFailing = false
    server.use(
      http.get(EVENTS, ({ params }) => {
        if (params.id !== 'r8') return openStream().response()
        isFailing = true
        return streamOf(answering(['Ada does.']))
      }),
      http.get('*/api/threads/:id/messages', () =>
        isFailing ? HttpResponse.json({}, { status: 500 }) : undefined,
      ),
      ...thread.handlers,
    )
    await show()
    // What streams is drawn anew at its end, and may be so between being found and being looked at.
    await waitFor(() => {
      expect(conversation().getByText('Ada does.')).toBeVisible()
    })
    await screen.findByRole('button', { name: 'Send' })
    isFailing = false
    thread.messages = [
      aQuestion({ run_id: 'r8' }),
      anAnswer({ run_id: 'r8', content: 'Ada does.' }),
    ]
    await userEvent.type(field(), 'And Go?{Enter}')
    expect(await screen.findByRole('button', { name: 'Stop' })).toBeVisible()
    expect(conversation().getByText('Ada does.')).toBeVisible()
  })
})
