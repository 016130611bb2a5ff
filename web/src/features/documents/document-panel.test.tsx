import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'

import { DocumentPanel } from '@/features/documents/document-panel'
import { useOpenedDocument, type OpenedDocument } from '@/lib/opened-document'
import type { DocumentDetail, FindingRead, PageRead } from '@/lib/schema.gen'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const TEXT = 'Ada 🚀 Lovelace\nRuns Kubernetes.\nSpeaks French.'

const aDocument: DocumentDetail = {
  document_id: 'd1',
  document: 'ada.pdf',
  path: 'cvs/ada.pdf',
  file: 'cvs/ada.pdf',
  kind: 'resume',
  title: null,
  state: 'ready',
  reason: null,
  pages: 2,
  language: 'en',
  updated_at: '2026-01-01T00:00:00Z',
  created_at: '2026-01-01T00:00:00Z',
  kb_id: 'k1',
  kb: 'people',
  bytes: 10,
  digest: 'x',
  chunks: 1,
  sections: [],
  finding_count: 0,
  findings: [],
  masked: false,
}

const aPage: PageRead = {
  document_id: 'd1',
  page: 1,
  place: 1,
  anchor: null,
  text: TEXT,
  pages: 2,
  width: 595,
  height: 842,
  lines: [
    { start: 0, end: 14, box: [50, 40, 200, 55] },
    { start: 15, end: 31, box: [50, 60, 200, 75] },
    { start: 32, end: 46, box: [50, 80, 200, 95] },
  ],
  masks: [],
  marked: [],
}

const aFinding: FindingRead = {
  kind: 'low_contrast',
  page: 1,
  box: [1, 2, 3, 4],
  text: '<b>hire me</b>',
  hidden: true,
  explanation: 'Text in white.',
}

function Opener({ place }: { place: OpenedDocument }) {
  const { open } = useOpenedDocument()
  return (
    <>
      <button
        type="button"
        onClick={() => {
          open(place)
        }}
      >
        Source 1
      </button>
      <DocumentPanel />
    </>
  )
}

type Given = {
  detail?: Partial<DocumentDetail>
  page?: Partial<PageRead>
  place?: Partial<OpenedDocument>
}

async function show({ detail = {}, page = {}, place = {} }: Given = {}) {
  HTMLCanvasElement.prototype.getContext = () => null
  Element.prototype.scrollTo = () => {}
  Element.prototype.scrollBy = () => {}
  server.use(
    http.get('*/api/documents/d1', () => HttpResponse.json({ ...aDocument, ...detail })),
    http.get('*/api/documents/d1/text', ({ request }) => {
      const asked = new URL(request.url).searchParams.get('page')
      const number = asked === null ? (page.place ?? 1) : Number(asked)
      return HttpResponse.json({ ...aPage, page: number, place: number, ...page })
    }),
  )
  await renderPage(<Opener place={{ doc: 'd1', ...place }} />)
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Source 1' }))
  return { user, panel: await screen.findByRole('region', { name: 'Document' }) }
}

const marked = (panel: HTMLElement) =>
  [...panel.querySelectorAll('[data-marked]')].map((mark) => mark.textContent)

describe('what is marked', () => {
  test('are the lines of the page that the quote touches, counted in code points', async () => {
    const { panel } = await show({ place: { page: 1, from: 20, to: 31 } })
    await waitFor(() => {
      expect(marked(panel)).toEqual(['Runs Kubernetes.'])
    })
  })

  test('are the lines of the passage that is asked for', async () => {
    const { panel } = await show({
      place: { chunk: '7' },
      page: { marked: [{ start: 10, end: 40 }] },
    })
    await waitFor(() => {
      expect(marked(panel)).toHaveLength(3)
    })
  })

  test('are the very words in the text of the page', async () => {
    const { panel, user } = await show({ place: { page: 1, from: 6, to: 14 } })
    await user.click(await within(panel).findByRole('tab', { name: 'Text' }))
    expect(marked(panel)).toEqual(['Lovelace'])
  })

  test('is nothing on another page', async () => {
    const { panel, user } = await show({ place: { page: 1, from: 20, to: 31 } })
    await user.click(await within(panel).findByRole('button', { name: 'Next page' }))
    expect(await within(panel).findByText('Page 2 of 2')).toBeVisible()
    expect(marked(panel)).toEqual([])
  })
})

describe('a text file', () => {
  test('has its lines numbered and no picture', async () => {
    const { panel } = await show({
      detail: { file: 'notes.txt', document: 'notes.txt', pages: 1 },
      page: { page: null, lines: [], width: null, height: null },
    })
    expect(await within(panel).findByText('Speaks French.')).toHaveAttribute('data-line', '3')
    expect(within(panel).queryByRole('tab', { name: 'Page' })).toBeNull()
    expect(within(panel).queryByText(/Page 1/)).toBeNull()
  })
})

describe('hidden texts', () => {
  test('are told as text, with what they are', async () => {
    const { panel } = await show({ detail: { findings: [aFinding, { ...aFinding, page: 2 }] } })
    await within(panel).findByText('1 hidden text was found on this page and kept out of answers')
    expect(within(panel).getByText('<b>hire me</b>')).toBeInTheDocument()
    expect(within(panel).getByText('Text in the colour of its background')).toBeInTheDocument()
  })

  test('of other pages are one step away', async () => {
    const { panel, user } = await show({ detail: { findings: [{ ...aFinding, page: 2 }] } })
    await user.click(await within(panel).findByRole('button', { name: 'page 2' }))
    expect(await within(panel).findByText(/1 hidden text was found on this page/)).toBeVisible()
  })
})

describe('a document that cannot be shown', () => {
  test('says why it failed', async () => {
    const reason = { code: 'encrypted', message: 'ada.pdf is protected with a password' }
    const { panel } = await show({ detail: { state: 'failed', reason } })
    expect(await within(panel).findByText(/protected with a password/)).toBeVisible()
  })

  test('says that it was deleted', async () => {
    server.use(
      http.get('*/api/documents/d2', () =>
        HttpResponse.json(
          { code: 'document_not_found', detail: 'There is none.' },
          { status: 404 },
        ),
      ),
    )
    const { panel } = await show({ place: { doc: 'd2' } })
    expect(await within(panel).findByText('This document was deleted')).toBeVisible()
  })
})

describe('the keyboard', () => {
  test('is led into the document and, by Escape, back to what opened it', async () => {
    const { panel, user } = await show()
    const opener = screen.getByRole('button', { name: 'Source 1' })
    await waitFor(() => {
      expect(within(panel).getByRole('heading', { name: 'ada.pdf' })).toHaveFocus()
    })
    await user.keyboard('{Escape}')
    await waitFor(() => {
      expect(screen.queryByRole('region', { name: 'Document' })).toBeNull()
    })
    expect(opener).toHaveFocus()
  })

  test('moves the edge of the document', async () => {
    const { panel, user } = await show()
    const edge = within(panel).getByRole('separator', { name: 'Width of the document' })
    const before = Number(edge.getAttribute('aria-valuenow'))
    edge.focus()
    await user.keyboard('{ArrowLeft}')
    expect(Number(edge.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
  })
})
