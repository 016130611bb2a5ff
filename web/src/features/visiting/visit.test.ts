import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createVisit, type Visit } from '@/features/visiting/visit'
import { api } from '@/lib/api-client'
import { askAs } from '@/lib/bearer'
import { serverForTests } from '@/testing/server'

const LINK = 'abcdefghijklmnop'
const server = serverForTests()

let visits = 0
let shown: (string | null)[] = []
let unknown: string | null = null

const threads = () => api.GET('/api/threads')

function come(): Visit {
  const visit = createVisit(LINK)
  askAs(visit)
  return visit
}

beforeEach(() => {
  sessionStorage.clear()
  visits = 0
  shown = []
  unknown = null
  server.use(
    http.post('*/api/public/:link/visit', ({ request }) => {
      shown.push(request.headers.get('authorization'))
      return HttpResponse.json({ token: `fsv_${++visits}` }, { status: 201 })
    }),
    http.get('*/api/threads', ({ request }) => {
      const token = request.headers.get('authorization')
      shown.push(token)
      return token !== unknown
        ? HttpResponse.json({ threads: [], next_cursor: null })
        : HttpResponse.json({ code: 'token_refused', detail: 'Closed.' }, { status: 401 })
    }),
  )
})
afterEach(() => {
  askAs(null)
})

describe('a visit to a public chat', () => {
  it('begins with the first request, once for all of them', async () => {
    come()
    expect(visits).toBe(0)
    await Promise.all([threads(), threads()])
    expect(shown).toEqual([null, 'Bearer fsv_1', 'Bearer fsv_1'])
  })

  it('goes on after a reload, in the same conversation', async () => {
    const visit = come()
    await threads()
    visit.keepThread('thread-1')
    expect(come().current()).toEqual({ token: 'fsv_1', thread: 'thread-1' })
    await threads()
    expect(visits).toBe(1)
  })

  it('is over when the server does not know its token any more', async () => {
    const visit = come()
    await threads()
    visit.keepThread('thread-1')
    unknown = 'Bearer fsv_1'
    await expect(threads()).rejects.toMatchObject({ code: 'token_refused' })
    expect(visit.current()).toEqual({ token: null, thread: null })
    await threads()
    expect(shown.at(-1)).toBe('Bearer fsv_2')
  })

  it('is of one link', async () => {
    come()
    await threads()
    expect(createVisit('another-one-entirely').current().token).toBeNull()
  })

  it('tries again where it could not begin', async () => {
    server.use(
      http.post('*/api/public/:link/visit', () => HttpResponse.json({}, { status: 429 }), {
        once: true,
      }),
    )
    come()
    await expect(threads()).rejects.toMatchObject({ status: 429 })
    await threads()
    expect(shown.at(-1)).toBe('Bearer fsv_1')
  })

  it('takes nothing that somebody else left in the browser', () => {
    for (const left of ['nonsense', '[]', '{"token": 1}', 'null']) {
      sessionStorage.setItem(`folioscope.visit.${LINK}`, left)
      expect(createVisit(LINK).current()).toEqual({ token: null, thread: null })
    }
  })
})
