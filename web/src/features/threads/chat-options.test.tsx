import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import type { ChatChoice } from '@/features/threads/chat-choice'
import { ChatOptions } from '@/features/threads/chat-options'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const FIRST: ChatChoice = { kbs: null, mode: 'hybrid', model: null }

function bases(...names: string[]) {
  const kbs = names.map((name) => ({
    kb_id: `id-${name}`,
    name,
    ready: 1,
    documents: 1,
    failed: 0,
  }))
  server.use(http.get('*/api/kbs', () => HttpResponse.json({ kbs })))
}

function onWideScreens() {
  vi.spyOn(globalThis, 'matchMedia').mockReturnValue({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  } as unknown as MediaQueryList)
}

test('a base that is pressed is asked, and none pressed is all of them', async () => {
  bases('cvs', 'offers')
  onWideScreens()
  const onChange = vi.fn()
  await renderPage(<ChatOptions value={{ ...FIRST, kbs: ['id-cvs'] }} onChange={onChange} />)
  await userEvent.click(await screen.findByRole('button', { name: 'offers' }))
  expect(onChange).toHaveBeenLastCalledWith({ ...FIRST, kbs: ['id-cvs', 'id-offers'] })
  await userEvent.click(screen.getByRole('button', { name: 'cvs', pressed: true }))
  expect(onChange).toHaveBeenLastCalledWith(FIRST)
})

test('a chosen base that was deleted since is asked no more', async () => {
  bases('cvs', 'offers')
  onWideScreens()
  await renderPage(<ChatOptions value={{ ...FIRST, kbs: ['gone'] }} onChange={() => {}} />)
  const all = await screen.findByRole('button', { name: 'All bases' })
  expect(all).toHaveAttribute('aria-pressed', 'true')
})

test('many bases are chosen in a list behind a button that says which are asked', async () => {
  bases('a', 'b', 'c', 'd')
  const onChange = vi.fn()
  await renderPage(<ChatOptions value={{ ...FIRST, kbs: ['id-a'] }} onChange={onChange} />)
  await userEvent.click(await screen.findByRole('button', { name: /asked: a$/ }))
  await userEvent.click(await screen.findByRole('checkbox', { name: 'c' }))
  expect(onChange).toHaveBeenLastCalledWith({ ...FIRST, kbs: ['id-a', 'id-c'] })
})

test('strict is chosen by its name and says what it means', async () => {
  bases('cvs')
  const onChange = vi.fn()
  await renderPage(<ChatOptions value={FIRST} onChange={onChange} />)
  const strict = await screen.findByRole('radio', { name: 'Strict' })
  expect(strict).toHaveAccessibleDescription(/documents alone/)
  await userEvent.click(strict)
  expect(onChange).toHaveBeenLastCalledWith({ ...FIRST, mode: 'strict' })
})
