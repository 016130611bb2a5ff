import { screen, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'

import { History } from '@/features/administration/history'
import { Overview } from '@/features/administration/overview'
import type { AuditEntryRead, OverviewRead } from '@/lib/schema.gen'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const OVERVIEW: OverviewRead = {
  users: 3,
  suspended: 1,
  visitors: 12,
  bases: 4,
  documents: { ready: 40, failed: 2 },
  runs: [{ kind: 'answer', status: 'running', count: 2 }],
  queue: { length: 5, oldest_seconds: 31.4 },
  tokens: [{ day: '2026-05-01', user_id: 7, name: 'Ada', input_tokens: 1200, output_tokens: 34 }],
  failures: [
    { at: '2026-05-01T10:00:00Z', run_id: 'r1', kind: 'answer', user_id: 7, code: 'backend_busy' },
  ],
  disk: { free_bytes: 2e9, total_bytes: 8e9, index_bytes: 5e6 },
  open_bases: 1,
  open_passages: 1234,
  checks: [
    { name: 'clock', state: 'ok', told: 'as the database has it', mend: '' },
    { name: 'disk', state: 'failed', told: '0.1 GB free', mend: 'Make room.' },
  ],
}
const written = (entry: Partial<AuditEntryRead>): AuditEntryRead => ({
  at: '2026-05-01T10:00:00Z',
  actor: 'user:7',
  action: 'unmask',
  subject_kind: 'document',
  subject: 'd1',
  detail: null,
  ...entry,
})

test('what is wrong comes first, with what to do about it', async () => {
  server.use(http.get('*/api/admin/overview', () => HttpResponse.json(OVERVIEW)))
  await renderPage(<Overview />)
  const health = await screen.findByRole('region', { name: 'What was looked at' })
  const [first, second] = within(health).getAllByRole('listitem')
  expect(first).toHaveTextContent('disk 0.1 GB free')
  expect(first).toHaveTextContent('Make room.')
  expect(within(health).getByRole('img', { name: 'Failed' })).toBeVisible()
  expect(second).toHaveTextContent('clock')
})

test('documents, runs, tokens and failures are counted', async () => {
  server.use(http.get('*/api/admin/overview', () => HttpResponse.json(OVERVIEW)))
  await renderPage(<Overview />)
  expect(await screen.findByText('40 ready, 2 failed')).toBeVisible()
  expect(screen.getByText('5 in the queue, the oldest for 31 s')).toBeVisible()
  expect(screen.getByText(/2 running/)).toBeVisible()
  expect(screen.getByRole('row', { name: '2026-05-01 Ada 1,200 34' })).toBeVisible()
  expect(screen.getByText('backend_busy')).toBeVisible()
})

test('the history tells who did what; an action without words is told by its code', async () => {
  const entries = [
    written({ actor: 'user:1' }),
    written({ action: 'erase', subject_kind: 'erasure', subject: 'e1' }),
    written({ action: 'polish' }),
    written({ actor: 'local:0' }),
  ]
  server.use(http.get('*/api/audit', () => HttpResponse.json({ entries })))
  await renderPage(<History userId={1} />)
  const [own, other, unknown, operator] = await screen.findAllByRole('listitem')
  expect(own).toHaveTextContent('you saw without its mask document d1')
  expect(other).toHaveTextContent('user 7 erased erasure e1')
  expect(unknown).toHaveTextContent('user 7 polish document d1')
  expect(operator).toHaveTextContent('who runs this machine saw')
})
