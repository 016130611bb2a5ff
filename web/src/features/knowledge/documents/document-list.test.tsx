import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { describe, expect, it, vi } from 'vitest'

import { Toaster } from '@/components/ui/toaster'
import { DocumentList } from '@/features/knowledge/documents/document-list'
import type { BaseRead, DocumentRead } from '@/lib/schema.gen'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const DOCUMENTS = '*/api/kbs/:kb/documents'

const base: BaseRead = {
  kb_id: 'b',
  name: 'demo',
  access: 'own',
  owner: 'local',
  model: 'm',
  chunk_size: 900,
  chunk_overlap: 150,
  language: null,
  purpose: 'documents',
  blind: null,
  keep_days: null,
  keep_until: null,
  documents: 30,
  ready: 30,
  failed: 0,
  chunks: 300,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}

const aDocument = (path: string, about: Partial<DocumentRead> = {}): DocumentRead => ({
  document_id: `id-${path}`,
  document: path,
  path,
  kind: 'resume',
  title: null,
  state: 'ready',
  reason: null,
  pages: 1,
  language: 'en',
  updated_at: base.updated_at,
  findings: 0,
  found: {},
  ...about,
})

/** A server that keeps documents, and lists two at a time. */
function keeping(...documents: DocumentRead[]) {
  server.use(
    http.get(DOCUMENTS, ({ request }) => {
      const after = new URL(request.url).searchParams.get('after') ?? ''
      const left = documents.filter(({ path }) => path > after)
      const page = left.slice(0, 2)
      const next = left.length > 2 ? (page[1]?.path ?? null) : null
      return HttpResponse.json({ documents: page, next })
    }),
  )
}

async function show() {
  const root = createRootRoute({ component: () => <DocumentList base={base} /> })
  const router = createRouter({ routeTree: root, history: createMemoryHistory() })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router as never} />
      <Toaster />
    </QueryClientProvider>,
  )
  return screen.findByRole('list')
}

const paths = () =>
  within(screen.getByRole('list'))
    .getAllByRole('listitem')
    .map((row) => row.querySelector('bdi')?.textContent)

async function remove(path: string) {
  await userEvent.click(screen.getByRole('button', { name: `Actions for ${path}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove…' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Remove' }))
}

describe('the documents of a base', () => {
  it('tell their state, the reason of a failure, and what was found hidden', async () => {
    keeping(
      aDocument('a.pdf', { findings: 3, found: { tiny_text: 2, instruction: 1 } }),
      aDocument('b.pdf', {
        state: 'failed',
        reason: { code: 'encrypted', message: 'b.pdf is encrypted' },
      }),
    )
    await show()
    const [first, second] = screen.getAllByRole('listitem')
    expect(first).toHaveTextContent('a.pdfReadyCVEnglish2 hidden texts1 text aimed at a model')
    expect(second).toHaveTextContent('b.pdfFailedEnglishIt is encryptedRetry')
  })

  it('are found by their path, also those that were not listed yet', async () => {
    keeping(...['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf', 'sub/E.pdf'].map((path) => aDocument(path)))
    await show()
    expect(paths()).toEqual(['a.pdf', 'b.pdf'])
    await userEvent.type(screen.getByRole('searchbox'), 'SUB/')
    expect(await screen.findByText('1 found')).toBeVisible()
    expect(paths()).toEqual(['sub/E.pdf'])
  })

  it('give the focus to the next one when one is removed', async () => {
    const documents = [aDocument('a.pdf'), aDocument('b.pdf')]
    keeping(...documents)
    const removed: (string | null)[] = []
    server.use(
      http.delete(DOCUMENTS, ({ request }) => {
        removed.push(new URL(request.url).searchParams.get('document'))
        keeping(aDocument('b.pdf'))
        return new HttpResponse(null, { status: 204 })
      }),
    )
    await show()
    await remove('a.pdf')
    await vi.waitFor(() => {
      expect(screen.getByRole('button', { name: 'b.pdf' })).toHaveFocus()
    })
    expect(paths()).toEqual(['b.pdf'])
    expect(removed).toEqual(['id-a.pdf'])
  })

  it('come back where the server does not let one go, and it says why', async () => {
    keeping(aDocument('a.pdf'), aDocument('b.pdf'))
    const refusal = { code: 'kb_at_work', detail: 'A run works on the base.' }
    server.use(http.delete(DOCUMENTS, () => HttpResponse.json(refusal, { status: 409 })))
    await show()
    await remove('a.pdf')
    expect(await screen.findByText('A run works on the base.')).toBeVisible()
    expect(paths()).toEqual(['a.pdf', 'b.pdf'])
  })
})
