import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'

import { conversation, EVENTS, field, show } from '@/features/chat/chat-for-tests'
import { answering, numbered, openStream, streamOf } from '@/testing/scripted-run'
import { anAnswer, aQuestion, scriptedThread } from '@/testing/scripted-thread'
import { serverForTests } from '@/testing/server'

const server = serverForTests()

beforeEach(() => {
  sessionStorage.clear()
})

describe('a conversation', () => {
  it('shows a question at once, and its answer in place while it comes', async () => {
    const thread = scriptedThread()
    const stream = openStream()
    const run = answering(['Ada knows ', 'Python.'])
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => stream.response()),
    )
    const runId = thread.nextRun
    await show()
    await userEvent.type(field(), 'Who knows Python?{Enter}')
    expect(conversation().getByText('Who knows Python?')).toBeVisible()
    expect(field()).toHaveValue('')
    await screen.findByRole('button', { name: 'Stop' })
    stream.send(...run.slice(0, 2))
    await screen.findByText('Searching 2 bases…')
    stream.send(...run.slice(2, 3))
    await screen.findByText('Reading 1 passage…')
    stream.send(...run.slice(3, 4))
    await conversation().findByText(/Ada knows/)
    thread.messages = [
      aQuestion({ message_id: 'question-2', run_id: runId }),
      anAnswer({ run_id: runId }),
    ]
    stream.send(...run.slice(4))
    await conversation().findByText('Ada knows Python.')
    await screen.findByRole('button', { name: 'Send' })
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
  })

  it('goes on with an answer that was under way when it is opened', async () => {
    const thread = scriptedThread(aQuestion({ run_id: 'run-t1' }))
    const stream = openStream()
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => stream.response()),
    )
    await show()
    stream.send(...answering(['Ada knows']).slice(0, 4))
    await conversation().findByText('Ada knows')
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled()
  })

  it('says that it reconnects, and goes on where it was', async () => {
    const run = answering(['Ada knows ', 'Python.'])
    const first = openStream()
    let asked = 0
    let mayComeBack = () => {}
    const comeBack = new Promise<void>((resolve) => {
      mayComeBack = resolve
    })
    const thread = scriptedThread(aQuestion({ run_id: 'run-t2' }))
    server.use(
      ...thread.handlers,
      http.get(EVENTS, async ({ request }) => {
        if (asked++ === 0) return first.response()
        await comeBack
        return streamOf(run, Number(request.headers.get('last-event-id')))
      }),
    )
    await show()
    first.send(...run.slice(0, 4))
    await conversation().findByText('Ada knows')
    first.break()
    await screen.findByText('Reconnecting…')
    expect(conversation().getByText('Ada knows')).toBeVisible()
    mayComeBack()
    await conversation().findByText('Ada knows Python.')
  })

  it('stops an answer and keeps what there is of it', async () => {
    const stream = openStream()
    const thread = scriptedThread(aQuestion({ run_id: 'run-t3' }))
    const cancelled: string[] = []
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => stream.response()),
      http.post('*/api/runs/:id/cancel', ({ params }) => {
        cancelled.push(String(params.id))
        return HttpResponse.json({})
      }),
    )
    await show()
    const run = answering(['Ada knows'])
    stream.send(...run.slice(0, 4))
    await conversation().findByText('Ada knows')
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
    expect(cancelled).toEqual(['run-t3'])
    thread.messages = [
      aQuestion({ run_id: 'run-t3' }),
      anAnswer({ run_id: 'run-t3', status: 'cancelled', content: 'Ada knows' }),
    ]
    stream.send({ seq: 5, type: 'cancelled', data: { text: 'Ada knows', message_id: 'answer-1' } })
    await conversation().findByText('Stopped.')
    expect(conversation().getByText('Ada knows')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Send' })).toBeVisible()
  })

  it('tells why there is no answer, and asks the same in its place', async () => {
    const error = { code: 'overloaded', message: 'It is busy.', retryable: true }
    const thread = scriptedThread(aQuestion({ run_id: 'run-t4', run_status: 'failed', error }))
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => openStream().response()),
    )
    await show()
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('overloaded. Wait a little. Try again.')
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
    await screen.findByRole('button', { name: 'Stop' })
    expect(thread.posted[0]?.body).toMatchObject({
      content: 'Who knows Python?',
      replaces: 'question-1',
      cache: false,
    })
    expect(conversation().getAllByText('Who knows Python?')).toHaveLength(1)
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('tells of an answer that fails while it comes', async () => {
    const thread = scriptedThread(aQuestion({ run_id: 'run-t5' }))
    const failed = numbered({
      type: 'error',
      data: { code: 'strange', message: 'The model left.', retryable: false },
    })
    server.use(
      ...thread.handlers,
      http.get(EVENTS, () => streamOf(failed)),
    )
    await show()
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The model left. Choose another model',
    )
  })

  it('says so where a conversation is gone', async () => {
    server.use(
      http.get('*/api/threads/:id/messages', () =>
        HttpResponse.json({ code: 'thread_not_found', detail: 'Gone.' }, { status: 404 }),
      ),
    )
    await show()
    expect(await screen.findByText(/not here any more/)).toBeVisible()
  })
})
