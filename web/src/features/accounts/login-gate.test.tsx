import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, expect, test } from 'vitest'

import { LoginGate } from '@/features/accounts/login-gate'
import { queryClient } from '@/lib/query-client'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const ADA = { user_id: 1, name: 'Ada', email: 'ada@example.org', role: 'member' }
const auth = (me: typeof ADA | null, mode = 'password', sign_up = 'closed') =>
  http.get('*/api/auth', () => HttpResponse.json({ mode, sign_up, me }))
const noRefresh = http.post('*/api/auth/refresh', () => new HttpResponse(null, { status: 401 }))

beforeEach(() => {
  localStorage.clear()
  queryClient.clear()
  history.replaceState(null, '', '/')
})

const show = () => renderPage(<LoginGate>the page</LoginGate>)

test('without accounts the page is there for everybody', async () => {
  server.use(auth(null, 'off'))
  await show()
  expect(await screen.findByText('the page')).toBeVisible()
})

test('nobody sees the page before they log in', async () => {
  server.use(auth(null), noRefresh)
  await show()
  expect(await screen.findByRole('heading', { name: 'Log in to Folioscope' })).toBeVisible()
  expect(screen.queryByText('the page')).toBeNull()
  expect(screen.queryByText(/Make an account/)).toBeNull()
  server.use(
    http.post('*/api/auth/login', () => HttpResponse.json(ADA)),
    auth(ADA),
  )
  await userEvent.type(screen.getByLabelText('E-mail address'), 'ada@example.org')
  await userEvent.type(screen.getByLabelText('Password'), 'four words of hers')
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }))
  expect(await screen.findByText('the page')).toBeVisible()
})

test('a refusal is told in the words of the server', async () => {
  server.use(auth(null), noRefresh)
  server.use(
    http.post('*/api/auth/login', () =>
      HttpResponse.json(
        { code: 'login_refused', detail: 'The address or the password is not right.' },
        { status: 401 },
      ),
    ),
  )
  await show()
  await userEvent.type(await screen.findByLabelText('E-mail address'), 'ada@example.org')
  await userEvent.type(screen.getByLabelText('Password'), 'wrong')
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('is not right')
})

test('who comes back with cookies that ran out is not asked again', async () => {
  let refreshes = 0
  localStorage.setItem('folioscope.session', 'in')
  server.use(
    http.get('*/api/auth', () =>
      HttpResponse.json({ mode: 'password', sign_up: 'closed', me: refreshes ? ADA : null }),
    ),
    http.post('*/api/auth/refresh', () => {
      refreshes += 1
      return new HttpResponse(null, { status: 204 })
    }),
  )
  await show()
  expect(await screen.findByText('the page')).toBeVisible()
  expect(refreshes).toBe(1)
})

test('a login that ends leaves the page behind it as it was', async () => {
  server.use(auth(ADA))
  const { client } = await renderPage(
    <LoginGate>
      <textarea aria-label="Question" />
    </LoginGate>,
  )
  await userEvent.type(await screen.findByLabelText('Question'), 'Who speaks Fren')
  server.use(auth(null), noRefresh)
  await client.invalidateQueries()
  await waitFor(() => {
    expect(screen.getByRole('heading', { name: 'Your login has ended' })).toBeVisible()
  })
  expect(screen.getByLabelText('Question')).toHaveValue('Who speaks Fren')
})

test('an invitation without its token says what is missing', async () => {
  server.use(auth(null), noRefresh)
  history.replaceState(null, '', '/join')
  await show()
  expect(await screen.findByRole('alert')).toHaveTextContent('lacks its invitation')
})

test('why a login elsewhere failed is told by its code', async () => {
  history.replaceState(null, '', '/login?problem=not_invited')
  server.use(auth(null, 'oidc'), noRefresh)
  await show()
  expect(await screen.findByRole('alert')).toHaveTextContent('have no account here')
  expect(screen.getByRole('link', { name: /organisation/ })).toHaveAttribute(
    'href',
    '/api/auth/oidc/start?then=%2F',
  )
})
