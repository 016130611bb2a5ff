import { useQuery } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'

import { Reachability } from '@/app/reachability'
import { languageModelsQuery } from '@/lib/queries/language-models'
import { renderPage } from '@/testing/render'
import { serverForTests } from '@/testing/server'

const server = serverForTests()

function Asking() {
  const { data } = useQuery(languageModelsQuery)
  return <p>{data ? 'answered' : 'nothing'}</p>
}

test('one line tells that nobody answers, and it goes and all is asked again when somebody does', async () => {
  let isUp = false
  const models = () => (isUp ? HttpResponse.json({ models: [] }) : HttpResponse.error())
  server.use(
    http.get('*/api/models/language', models),
    http.get('*/health/live', () => (isUp ? HttpResponse.json({}) : HttpResponse.error())),
  )
  await renderPage(
    <>
      <Reachability />
      <Asking />
    </>,
  )
  expect(await screen.findByText(/cannot be reached/)).toBeInTheDocument()
  isUp = true
  await waitFor(() => expect(screen.queryByText(/cannot be reached/)).toBeNull(), { timeout: 5000 })
  expect(await screen.findByText('answered')).toBeInTheDocument()
})

test('a refusal of the server is no sign that it is away', async () => {
  server.use(http.get('*/api/models/language', () => HttpResponse.json({}, { status: 409 })))
  const { client } = await renderPage(
    <>
      <Reachability />
      <Asking />
    </>,
  )
  await waitFor(() => expect(client.getQueryState(['language-models'])?.status).toBe('error'))
  expect(screen.queryByText(/cannot be reached/)).toBeNull()
})
