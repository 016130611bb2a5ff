import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { afterEach, describe, expect, it } from 'vitest'

import { JobList } from '@/features/knowledge/jobs/job-list'
import { forgetJobs } from '@/features/knowledge/jobs/job-store'
import { upload } from '@/features/knowledge/jobs/upload'
import { fileForTests } from '@/features/knowledge/picking/file-for-tests'
import { queryClient } from '@/lib/query-client'
import { numbered, streamOf } from '@/testing/scripted-run'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const DOCUMENTS = '*/api/kbs/:kb/documents'
const EVENTS = '*/api/runs/:id/events'
const XSS = '<img src=x onerror=alert(1)>.pdf'
const GONE = 'gone.pdf'
const limits = {
  extensions: ['.pdf'],
  max_file_mb: 1,
  max_upload_mb: 10,
  max_upload_files: 2,
}

afterEach(() => {
  act(() => {
    forgetJobs('demo')
  })
})

function show() {
  render(
    <QueryClientProvider client={queryClient}>
      <JobList kb="demo" />
    </QueryClientProvider>,
  )
}

function take(...paths: string[]) {
  const files = paths.map((path) => fileForTests(path, { isGone: path === GONE }))
  return act(() => upload('demo', limits, () => Promise.resolve({ files, leftOut: [] })))
}

const accepted = (runId: string | null, ...paths: string[]) => ({
  run_id: runId,
  accepted: paths.length,
  unchanged: 0,
  refused: [],
  files: paths.map((path) => ({ path, document_id: `id of ${path}`, state: 'accepted' })),
})

const failing = (path: string) =>
  numbered(
    { type: 'progress', data: { stage: 'reading', done: 1, total: 2 } },
    {
      type: 'final',
      data: {
        result: {
          added: 1,
          failed: [{ path, code: 'damaged', message: `${path} is damaged` }],
          chunks: 3,
        },
      },
    },
    { type: 'done', data: { status: 'done' } },
  )

describe('what goes on in a base', () => {
  it('takes the good files in and names the bad ones with the reason', async () => {
    server.use(
      http.post(DOCUMENTS, () => HttpResponse.json(accepted('r', 'ada.pdf', XSS), { status: 202 })),
      http.get(EVENTS, () => streamOf(failing(XSS))),
    )
    show()
    await take('ada.pdf', XSS, 'photo.xyz')
    expect(await screen.findByText('1 file added · 2 not taken in.')).toBeVisible()
    const rows = within(screen.getByRole('list')).getAllByRole('listitem')
    expect(rows.map((row) => row.textContent)).toEqual([
      'photo.xyzFiles of this kind are not read.',
      `${XSS}It is damagedRetry`,
    ])
  })

  it('shows a name that looks like markup as text', async () => {
    server.use(
      http.post(DOCUMENTS, () => HttpResponse.json(accepted('r2', XSS), { status: 202 })),
      http.get(EVENTS, () => streamOf(failing(XSS))),
    )
    show()
    await take(XSS)
    const name = await screen.findByText(XSS)
    expect(name.tagName).toBe('BDI')
    expect(document.querySelector('img')).toBeNull()
  })

  it('has a file read again that failed', async () => {
    const asked: string[] = []
    server.use(
      http.post(DOCUMENTS, () => HttpResponse.json(accepted('r3', 'bad.pdf'), { status: 202 })),
      http.get('*/api/runs/r3/events', () => streamOf(failing('bad.pdf'))),
      http.post('*/api/documents/:id/retry', ({ params }) => {
        asked.push(String(params.id))
        return HttpResponse.json({ run_id: 'r4' }, { status: 202 })
      }),
      http.get('*/api/runs/r4/events', () =>
        streamOf(
          numbered(
            { type: 'final', data: { result: { added: 1, failed: [], chunks: 1 } } },
            { type: 'done', data: { status: 'done' } },
          ),
        ),
      ),
    )
    show()
    await take('bad.pdf')
    await userEvent.click(await screen.findByRole('button', { name: 'Retry bad.pdf' }))
    expect(await screen.findByText('1 file added.')).toBeVisible()
    expect(asked).toEqual(['id of bad.pdf'])
    expect(screen.queryByText('bad.pdf')).toBeNull()
  })

  it('sends more files than fit into one request in several, with their paths', async () => {
    const sent: string[][] = []
    server.use(
      http.post(DOCUMENTS, async ({ request }) => {
        const form = await request.text()
        const names = /\[.*?\]/.exec(form)?.[0] ?? '[]'
        sent.push(JSON.parse(names) as string[])
        return HttpResponse.json(accepted(null), { status: 202 })
      }),
    )
    show()
    await take('cvs/ada.pdf', 'cvs/bob.pdf', 'cvs/eve.pdf')
    expect(sent).toEqual([['cvs/ada.pdf', 'cvs/bob.pdf'], ['cvs/eve.pdf']])
  })

  it('offers to send again what broke off, and then goes on', async () => {
    let tries = 0
    server.use(
      http.post(DOCUMENTS, () => {
        tries += 1
        if (tries === 1) return HttpResponse.error()
        return HttpResponse.json({ ...accepted(null), unchanged: 1 }, { status: 202 })
      }),
    )
    show()
    await take('ada.pdf')
    expect(screen.getByRole('alert')).toHaveTextContent('The server does not answer.')
    await userEvent.click(screen.getByRole('button', { name: 'Send again' }))
    expect(await screen.findByText('1 there already, unchanged.')).toBeVisible()
  })

  it('leaves a file out that vanished meanwhile, and sends the rest', async () => {
    server.use(
      http.post(DOCUMENTS, async ({ request }) => {
        expect(await request.text()).not.toContain(GONE)
        return HttpResponse.json({ ...accepted(null), unchanged: 1 }, { status: 202 })
      }),
    )
    show()
    await take('ada.pdf', GONE)
    expect(screen.getByText('1 there already, unchanged · 1 not taken in.')).toBeVisible()
    expect(screen.getByRole('listitem')).toHaveTextContent(GONE)
  })

  it('says why the server refuses all of it', async () => {
    const refusal = { code: 'kb_not_found', detail: 'There is no knowledge base “demo”.' }
    server.use(http.post(DOCUMENTS, () => HttpResponse.json(refusal, { status: 404 })))
    show()
    await take('ada.pdf')
    expect(screen.getByRole('alert')).toHaveTextContent('There is no knowledge base “demo”.')
  })
})
