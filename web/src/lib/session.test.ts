import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'

import { fetchAsUser } from '@/lib/session'
import { serverForTests } from '@/testing/server'

const server = serverForTests()
const ask = (body?: string) =>
  fetchAsUser(new Request(`${location.origin}/api/search`, { method: 'POST', body: body ?? '{}' }))

test('many requests that are refused at once renew the login once, and are all asked again', async () => {
  let refreshes = 0
  const bodies: string[] = []
  server.use(
    http.post('*/api/search', async ({ request }) => {
      if (!refreshes) return new HttpResponse(null, { status: 401 })
      bodies.push(await request.text())
      return HttpResponse.json({})
    }),
    http.post('*/api/auth/refresh', () => {
      refreshes += 1
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const answers = await Promise.all(['1', '2', '3'].map(ask))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(refreshes).toBe(1)
  expect(bodies.sort()).toEqual(['1', '2', '3'])
})

test('who cannot be renewed is told so', async () => {
  server.use(
    http.post('*/api/search', () => new HttpResponse(null, { status: 401 })),
    http.post('*/api/auth/refresh', () => new HttpResponse(null, { status: 401 })),
  )
  expect((await ask()).status).toBe(401)
})
