import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'

import { FirstRun } from '@/features/threads/first-run'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()

function bases(...kbs: { kb_id: string; documents: number; ready: number; failed: number }[]) {
  server.use(
    http.get('*/api/kbs', () =>
      HttpResponse.json({ kbs: kbs.map((base) => ({ name: base.kb_id, ...base })) }),
    ),
    http.get('*/api/kbs/:kb/suggestions', ({ params }) =>
      HttpResponse.json({ suggestions: [`What is in ${params.kb}?`] }),
    ),
  )
}

test('a question of the chosen base is asked with one press', async () => {
  bases(
    { kb_id: 'cvs', documents: 3, ready: 3, failed: 0 },
    { kb_id: 'offers', documents: 1, ready: 1, failed: 0 },
  )
  const onAsk = vi.fn()
  await renderPage(<FirstRun kbs={['offers']} onAsk={onAsk} />)
  const question = { name: 'What is in offers?' }
  await userEvent.click(await screen.findByRole('button', question, { timeout: 5_000 }))
  expect(onAsk).toHaveBeenCalledWith('What is in offers?')
})

test('where several bases are asked, the largest suggests the questions', async () => {
  bases(
    { kb_id: 'note', documents: 1, ready: 1, failed: 0 },
    { kb_id: 'cvs', documents: 30, ready: 30, failed: 0 },
  )
  await renderPage(<FirstRun kbs={null} onAsk={() => {}} />)
  await screen.findByRole('button', { name: 'What is in cvs?' }, { timeout: 5_000 })
  expect(screen.queryByRole('button', { name: 'What is in note?' })).toBeNull()
})

test('without any base it says how to add documents', async () => {
  bases()
  await renderPage(<FirstRun kbs={null} onAsk={() => {}} />)
  expect(await screen.findByText('There is nothing to ask yet')).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Add documents' })).toHaveAttribute('href', '/bases')
})

test('while the first documents are read it says so', async () => {
  bases({ kb_id: 'cvs', documents: 3, ready: 0, failed: 1 })
  await renderPage(<FirstRun kbs={null} onAsk={() => {}} />)
  expect(await screen.findByText('The documents are being read')).toBeInTheDocument()
})

test('a chosen base without documents is told from having no base', async () => {
  bases(
    { kb_id: 'cvs', documents: 3, ready: 3, failed: 0 },
    { kb_id: 'empty', documents: 0, ready: 0, failed: 0 },
  )
  await renderPage(<FirstRun kbs={['empty']} onAsk={() => {}} />)
  expect(await screen.findByText(/chosen bases hold no documents/)).toBeInTheDocument()
})
