import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test } from 'vitest'

import { BoardSection } from '@/features/offers/boards/board-section'
import { aBoard } from '@/testing/an-offer'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

let boards = [aBoard()]
let sent: unknown[] = []
const server = serverForTests()

beforeEach(() => {
  boards = []
  sent = []
  server.use(
    http.get('*/api/boards', () => HttpResponse.json({ boards })),
    http.post('*/api/boards', async ({ request }) => {
      sent.push(await request.json())
      const board = aBoard({ board_id: 'board-2', name: 'Acme' })
      boards = [...boards, board]
      return HttpResponse.json(board, { status: 201 })
    }),
    http.post('*/api/boards/:board/sync', ({ params }) => {
      sent.push({ look: params.board })
      return HttpResponse.json({ run_id: 'run-1' }, { status: 202 })
    }),
  )
})

async function opened() {
  const user = userEvent.setup()
  await renderPage(<BoardSection />)
  await user.click(await screen.findByRole('button', { name: 'Add a job board' }))
  const dialog = await screen.findByRole('dialog')
  const add = () => user.click(within(dialog).getByRole('button', { name: 'Add a job board' }))
  return { user, dialog: within(dialog), add }
}

describe('adding a job board', () => {
  test('without any, it is explained what one is', async () => {
    await renderPage(<BoardSection />)
    expect(await screen.findByText('No job board yet')).toBeVisible()
  })

  test('it is added as it was told, and looked at', async () => {
    const { user, dialog, add } = await opened()
    await user.type(dialog.getByLabelText('Name of the company there'), ' acme ')
    await user.type(dialog.getByLabelText('Name'), 'Acme')
    await user.selectOptions(dialog.getByLabelText('Look by itself'), 'every 6 hours')
    await add()
    await waitFor(() => {
      expect(sent).toHaveLength(2)
    })
    expect(sent[0]).toMatchObject({
      name: 'Acme',
      backend: 'greenhouse',
      slug: 'acme',
      path: '',
      query: {},
      every_seconds: 21600,
    })
    expect(sent[1]).toEqual({ look: 'board-2' })
  })

  test('what is missing is said and has the focus', async () => {
    const { dialog, add } = await opened()
    await add()
    expect(dialog.getByText('Say how the company is called there.')).toBeVisible()
    expect(dialog.getByLabelText('Name of the company there')).toHaveFocus()
    expect(sent).toEqual([])
  })

  test('of what was typed for another kind nothing is sent', async () => {
    const { user, dialog, add } = await opened()
    await user.type(dialog.getByLabelText('Name of the company there'), 'acme')
    await user.selectOptions(dialog.getByLabelText('Where the offers are'), 'civiweb')
    expect(dialog.getByText('CIVIWEB_API_KEY')).toBeVisible()
    await user.type(dialog.getByLabelText('Only offers with these words'), 'quality')
    await user.type(dialog.getByLabelText('Name'), 'VIE')
    await add()
    await waitFor(() => {
      expect(sent[0]).toMatchObject({ backend: 'civiweb', slug: '', query: { query: 'quality' } })
    })
  })

  test('a refusal is told where it was asked', async () => {
    const detail = 'This folder may not be read.'
    server.use(
      http.post('*/api/boards', () =>
        HttpResponse.json({ code: 'forbidden', detail }, { status: 403 }),
      ),
    )
    const { user, dialog, add } = await opened()
    await user.selectOptions(dialog.getByLabelText('Where the offers are'), 'csv')
    await user.type(dialog.getByLabelText('Where the file is'), '/etc/offers.csv')
    await user.type(dialog.getByLabelText('Name'), 'A file')
    await add()
    expect(await dialog.findByText(detail)).toBeVisible()
  })
})
