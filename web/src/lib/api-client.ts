import createClient from 'openapi-fetch'

import { fetchAs } from '@/lib/bearer'
import { Problem, problemOf } from '@/lib/problem'
import type { paths } from '@/lib/schema.gen'
import { tellServerAway } from '@/lib/server-away'

async function reach(request: Request): Promise<Response> {
  try {
    return await fetchAs(request)
  } catch (error) {
    if (request.signal.aborted || error instanceof Problem) throw error
    tellServerAway(true)
    throw new Problem('unreachable', 'The server does not answer.', 0)
  }
}

/** The server, by its own description: paths, bodies and answers are checked when this compiles. */
export const api = createClient<paths>({ fetch: reach })

api.use({
  async onResponse({ response }) {
    const problem = response.ok ? null : await problemOf(response)
    tellServerAway(problem !== null && isOfProxy(problem))
    if (problem) throw problem
  },
})

/** What was answered. Anything that is no success has been thrown as a `Problem`. */
export async function answerOf<Data>(asked: Promise<{ data?: Data }>): Promise<Data> {
  return (await asked).data as Data
}

/** A proxy that found nobody says so in the server's place. */
function isOfProxy({ code, status }: Problem): boolean {
  return code === 'unknown' && (status === 502 || status === 504)
}
