import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test } from 'vitest'

import { Chats } from '@/features/threads/chats'
import { changePreferences, preferences } from '@/lib/preferences'
import type { ThreadRead } from '@/lib/schema.gen'
import { aThread } from '@/testing/a-thread'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
let kept: ThreadRead[]
let refuses: boolean

beforeEach(() => {
  refuses = false
  kept = [
    aThread({ thread_id: 'one', title: 'Who knows Kubernetes?' }),
    aThread({ thread_id: 'two', title: '<b>Rust</b>', active_run_id: 'run' }),
  ]
  server.use(
    http.get('*/api/threads', ({ request }) => {
      const asked = new URL(request.url).searchParams
      const threads = kept.filter(
        (thread) =>
          thread.title?.includes(asked.get('q') ?? '') &&
          Boolean(thread.archived_at) === (asked.get('archived') === 'true'),
      )
      return HttpResponse.json({ threads, next_cursor: null })
    }),
    http.patch('*/api/threads/:id', async ({ request, params }) => {
      if (refuses) return HttpResponse.json({ code: 'no', detail: 'Not now.' }, { status: 409 })
      const { archived, ...change } = (await request.json()) as Record<string, unknown>
      const thread = kept.find((each) => each.thread_id === params.id)
      if (thread) Object.assign(thread, change, archived ? { archived_at: thread.updated_at } : {})
      return HttpResponse.json(thread)
    }),
    http.delete('*/api/threads/:id', ({ params }) => {
      kept = kept.filter((each) => each.thread_id !== params.id)
      return new HttpResponse(null, { status: 204 })
    }),
  )
})

async function chooseFor(title: string, item: string) {
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: `Options of ${title}` }))
  await user.click(await screen.findByRole('menuitem', { name: item }))
  return user
}

describe('the chats at the side', () => {
  test('are links whose titles are text, with a sign on the one being answered', async () => {
    await renderPage(<Chats />)
    const running = await screen.findByRole('link', { name: /<b>Rust<\/b>.*being written/ })
    expect(running).toHaveAttribute('href', '/chat/two')
  })

  test('are searched by their titles, and the number found is told', async () => {
    await renderPage(<Chats />)
    await screen.findByRole('link', { name: /Rust/ })
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search chats' }), 'Kube')
    await waitFor(() => expect(screen.queryByRole('link', { name: /Rust/ })).toBeNull())
    expect(await screen.findByText('1 chat found')).toBeInTheDocument()
  })

  test('say so where none has the text', async () => {
    await renderPage(<Chats />)
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search chats' }), 'nobody')
    expect(await screen.findByText('No chat has “nobody” in its title.')).toBeInTheDocument()
  })

  test('get the new title with Enter, and the focus goes back to the chat', async () => {
    await renderPage(<Chats />)
    const user = await chooseFor('Who knows Kubernetes?', 'Rename')
    const field = screen.getByRole('textbox', { name: 'New title' })
    expect(field).toHaveFocus()
    await user.clear(field)
    await user.type(field, 'Platform people{Enter}')
    expect(await screen.findByRole('link', { name: 'Platform people' })).toHaveFocus()
    expect(kept[0]?.title).toBe('Platform people')
  })

  test('keep the old title with Escape', async () => {
    await renderPage(<Chats />)
    const user = await chooseFor('Who knows Kubernetes?', 'Rename')
    await user.type(screen.getByRole('textbox', { name: 'New title' }), 'x{Escape}')
    expect(screen.getByRole('link', { name: 'Who knows Kubernetes?' })).toHaveFocus()
    expect(kept[0]?.title).toBe('Who knows Kubernetes?')
  })

  test('have the old title again, with the reason, where the server refuses the new one', async () => {
    refuses = true
    await renderPage(<Chats />)
    const user = await chooseFor('Who knows Kubernetes?', 'Rename')
    await user.type(screen.getByRole('textbox', { name: 'New title' }), 'x{Enter}')
    expect(await screen.findByText('Not now.')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Who knows Kubernetes?' })).toBeInTheDocument()
  })

  test('are archived, and found among the archived ones', async () => {
    await renderPage(<Chats />)
    const user = await chooseFor('Who knows Kubernetes?', 'Archive')
    await waitFor(() => expect(screen.queryByRole('link', { name: /Kubernetes/ })).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Archived chats' }))
    const archived = await screen.findByRole('navigation', { name: 'Archived chats' })
    expect(await within(archived).findByRole('link', { name: /Kubernetes/ })).toBeInTheDocument()
  })

  test('are not what the page opens with once they are archived', async () => {
    changePreferences({ lastThread: 'one' })
    await renderPage(<Chats />)
    await chooseFor('Who knows Kubernetes?', 'Archive')
    await waitFor(() => expect(preferences().lastThread).toBeNull())
  })

  test('leave nothing behind once they are deleted', async () => {
    changePreferences({ lastThread: 'one' })
    const { client } = await renderPage(<Chats />)
    client.setQueryData(['messages', 'one'], { messages: [] })
    client.setQueryData(['messages', 'two'], { messages: [] })
    const user = await chooseFor('Who knows Kubernetes?', 'Delete')
    await user.click(await screen.findByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(client.getQueryData(['messages', 'one'])).toBeUndefined())
    expect(client.getQueryData(['messages', 'two'])).toBeDefined()
    expect(preferences().lastThread).toBeNull()
  })

  test('are deleted only after a question that names them', async () => {
    await renderPage(<Chats />)
    const user = await chooseFor('Who knows Kubernetes?', 'Delete')
    const dialog = await screen.findByRole('dialog', { name: 'Delete this chat?' })
    expect(dialog).toHaveTextContent('Who knows Kubernetes?')
    expect(kept).toHaveLength(2)
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(kept.map((each) => each.thread_id)).toEqual(['two']))
    expect(screen.queryByRole('link', { name: /Kubernetes/ })).toBeNull()
  })
})

test('an empty list says what will be there', async () => {
  kept = []
  await renderPage(<Chats />)
  expect(await screen.findByText('Your chats will be listed here.')).toBeInTheDocument()
})
