import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Fit } from '@/features/matching/fit'
import { aComparison, aJob, aMatch } from '@/features/matching/match-for-tests'
import { numbered, streamOf } from '@/testing/scripted-run'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const TEXT = 'Requirements\n- Python\n- French'
const open = vi.fn()

let compared: Record<string, unknown>[] = []

beforeEach(() => {
  compared = []
  sessionStorage.clear()
  open.mockClear()
  server.use(
    http.get('*/api/resumes', () => HttpResponse.json({ resumes: [], next: null, own: null })),
    http.get('*/api/kbs', () =>
      HttpResponse.json({
        kbs: [
          { name: 'cvs', purpose: 'documents' },
          { name: 'jobs', purpose: 'offers' },
        ],
      }),
    ),
    http.get('*/api/offers', () => HttpResponse.json({ offers: [], total: 0, next: null })),
    http.post('*/api/requirements', () => HttpResponse.json(aJob)),
    http.post('*/api/matches', async ({ request }) => {
      compared.push((await request.json()) as Record<string, unknown>)
      return HttpResponse.json(aComparison([aMatch(1, 'Ada Byron'), aMatch(2, 'Paul Martin')]))
    }),
  )
})

async function pasteJob() {
  await userEvent.click(screen.getByRole('radio', { name: 'A text' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Text of the job' }), 'Requirements')
  await userEvent.click(screen.getByRole('button', { name: 'Read what it asks for' }))
}

async function compareThePool() {
  await renderPage(<Fit onOpen={open} />)
  await pasteJob()
  await userEvent.click(screen.getByRole('radio', { name: 'A whole base' }))
  await userEvent.click(await screen.findByRole('checkbox', { name: 'cvs' }))
  await screen.findByText('2 people compared')
}

describe('fit', () => {
  it('says what to do before anything is chosen', async () => {
    await renderPage(<Fit onOpen={open} />)
    expect(await screen.findByText(/not said yet which résumé is yours/)).toBeVisible()
    expect(screen.getByText('Choose whose CV and which job')).toBeVisible()
    expect(await screen.findByText('There are no offers yet.', { exact: false })).toBeVisible()
  })

  it('compares a base with a pasted job, and takes no base of offers for one', async () => {
    await compareThePool()
    expect(compared.at(-1)).toMatchObject({ kbs: ['cvs'], job: { text: 'Requirements' } })
    expect(screen.queryByRole('checkbox', { name: 'jobs' })).not.toBeInTheDocument()
  })

  it('compares by the requirements as they were changed, and goes back to what was read', async () => {
    await compareThePool()
    const asked = within(screen.getByRole('region', { name: 'What the job asks for' }))
    await userEvent.click(asked.getByRole('button', { name: 'Remove: Python' }))
    await waitFor(() => {
      expect(compared.at(-1)).toMatchObject({ job: { text: '', requirements: [{ id: 'r2' }] } })
    })
    expect(asked.getByText('Edited by hand')).toBeVisible()
    await userEvent.click(asked.getByRole('button', { name: 'Back to what was read' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Back to what was read' }))
    expect(await asked.findByText('Knows Python')).toBeVisible()
  })

  it('keeps a pasted job for whoever reloads the page', async () => {
    const kept = { title: 'Kept', text: TEXT, requirements: null }
    sessionStorage.setItem('folioscope.fit.job', JSON.stringify(kept))
    await renderPage(<Fit onOpen={open} />)
    expect(await screen.findByText('Kept')).toBeVisible()
  })

  it('begins without a job where what was kept is none', async () => {
    sessionStorage.setItem('folioscope.fit.job', '{"title": 3')
    await renderPage(<Fit onOpen={open} />)
    expect(await screen.findByText('Choose whose CV and which job')).toBeVisible()
  })

  it('says why the server compared nothing', async () => {
    const detail = '“Klingon” is no language that is known.'
    server.use(
      http.post('*/api/matches', () => HttpResponse.json({ code: 'x', detail }, { status: 422 })),
    )
    await renderPage(<Fit onOpen={open} />)
    await pasteJob()
    await userEvent.click(screen.getByRole('radio', { name: 'A whole base' }))
    await userEvent.click(await screen.findByRole('checkbox', { name: 'cvs' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(detail)
  })

  it('adds a requirement that is written by hand', async () => {
    await compareThePool()
    await userEvent.click(screen.getByRole('button', { name: 'Add a requirement' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Rust')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => {
      const { requirements } = compared.at(-1)?.job as { requirements: unknown[] }
      expect(requirements).toMatchObject([{}, {}, { text: 'Rust', need: 'must', weight: 3 }])
    })
    expect(screen.getByRole('button', { name: 'Edit: Rust' })).toHaveFocus()
  })

  it('shows one person, explained in words that lead to the verdicts', async () => {
    const result = { text: 'Python is there [r1], Cobol [r9].', model: 'scripted', left_out: 1 }
    server.use(
      http.post('*/api/matches/explain', () =>
        HttpResponse.json({ run_id: 'x1' }, { status: 202 }),
      ),
      http.get('*/api/runs/x1/events', () =>
        streamOf(
          numbered(
            { type: 'token', data: { text: 'He is the best. ', attempt: 1 } },
            { type: 'final', data: { result } } as never,
            { type: 'done', data: { status: 'done' } },
          ),
        ),
      ),
    )
    await compareThePool()
    await userEvent.click(screen.getByRole('button', { name: /Ada Byron/ }))
    expect(await screen.findByRole('heading', { name: '1. Ada Byron' })).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: 'Explain in words' }))
    const words = within(screen.getByRole('region', { name: 'In words' }))
    expect(await words.findByText(/1 sentence contradicted/)).toBeVisible()
    expect(words.queryByText(/He is the best/)).not.toBeInTheDocument()
    expect(words.getByText(/Cobol \[r9\]/)).toBeVisible()
    Element.prototype.scrollIntoView = vi.fn()
    await userEvent.click(words.getByRole('button', { name: 'Requirement 1: Python' }))
    expect(document.activeElement).toHaveTextContent(/Met.*Python/)
  })
})
