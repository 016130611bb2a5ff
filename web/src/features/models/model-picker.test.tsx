import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, expect, test, vi } from 'vitest'

import { AnswererBanner } from '@/features/models/answerer-banner'
import { ModelPicker } from '@/features/models/model-picker'
import type { LanguageModelRead } from '@/lib/schema.gen'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()

const extractive: LanguageModelRead = {
  name: 'extractive',
  provider: 'extractive',
  model: '',
  is_default: true,
  is_ready: true,
  reason: '',
  source: '',
  place: 'this machine',
  leaves_machine: false,
}
const vendor: LanguageModelRead = {
  ...extractive,
  name: 'openai:gpt-5-mini',
  provider: 'openai',
  model: 'gpt-5-mini',
  is_default: false,
  place: 'api.openai.com',
  leaves_machine: true,
}
const away: LanguageModelRead = {
  ...vendor,
  name: 'ollama:llama3.2',
  provider: 'ollama',
  model: 'llama3.2',
  is_ready: false,
  reason: 'Is Ollama running?',
  leaves_machine: false,
}

function offered(...models: LanguageModelRead[]) {
  server.use(http.get('*/api/models/language', () => HttpResponse.json({ models })))
}

beforeEach(() => {
  sessionStorage.clear()
})

async function openPicker(value: string | null, onChange = vi.fn()) {
  offered(extractive, vendor, away)
  await renderPage(<ModelPicker value={value} onChange={onChange} />)
  await userEvent.click(await screen.findByRole('button', { name: /^Answers by/ }))
  return onChange
}

test('a model is chosen by its name, and it says where text goes', async () => {
  const onChange = await openPicker(null)
  const choice = await screen.findByRole('button', { name: /gpt-5-mini/ })
  expect(choice).toHaveTextContent('Text goes to api.openai.com')
  await userEvent.click(choice)
  expect(onChange).toHaveBeenCalledWith('openai:gpt-5-mini')
})

test('the default is chosen as whichever the settings choose', async () => {
  const onChange = await openPicker('openai:gpt-5-mini')
  await userEvent.click(await screen.findByRole('button', { name: /Sentences of your documents/ }))
  expect(onChange).toHaveBeenCalledWith(null)
})

test('a model that is not ready cannot be chosen and says why', async () => {
  await openPicker(null)
  await userEvent.click(await screen.findByText(/Not ready/))
  const list = screen.getByRole('list', { name: 'Not ready' })
  expect(list).toHaveTextContent('Is Ollama running?')
  expect(within(list).queryByRole('button')).toBeNull()
})

test('a model that is offered no more is told', async () => {
  await openPicker('ollama:gone')
  expect(await screen.findByText(/no longer offered/)).toBeInTheDocument()
})

test('the banner explains answers without a model, and stays away once dismissed', async () => {
  offered(extractive)
  const { unmount } = await renderPage(<AnswererBanner />)
  expect(await screen.findByText(/word for word/)).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText(/word for word/)).toBeNull()
  unmount()
  const again = await renderPage(<AnswererBanner />)
  await vi.waitFor(() =>
    expect(again.client.getQueryState(['language-models'])?.status).toBe('success'),
  )
  expect(screen.queryByText(/word for word/)).toBeNull()
})

test('the ways to connect a model are behind the banner, ready to be copied', async () => {
  offered(extractive)
  await renderPage(<AnswererBanner />)
  await userEvent.click(await screen.findByRole('button', { name: 'Connect a model' }))
  expect(await screen.findByText(/LLM_PROVIDER=ollama/)).toBeInTheDocument()
})

test('nothing is said where a model is set', async () => {
  offered({ ...vendor, is_default: true })
  const { client } = await renderPage(<AnswererBanner />)
  await vi.waitFor(() => expect(client.getQueryState(['language-models'])?.status).toBe('success'))
  expect(screen.queryByText(/word for word/)).toBeNull()
})
