import { answerOf, api } from '@/lib/api-client'
import { Problem } from '@/lib/problem'
import type { MessageCreate, ThreadCreate } from '@/lib/schema.gen'

/** A question to be asked: a new one, or one in the place of another and of all after it. */
export type Asked = { content: string; replaces?: string; anew?: boolean }

/** Which bases are asked, in which mode, by which model, and which of their documents. */
export type Choice = Partial<Pick<ThreadCreate, 'kbs' | 'mode' | 'model'>> & {
  filters?: { documents: string[] }
}

/** Names a request, wherever the page is served from: `randomUUID` is for secure places alone. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const PAUSES_MS = [400, 1_200]

/** Sent again after a lost connection; the key has the server do it once. */
async function persistently<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (const pause of PAUSES_MS) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 0) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return send()
}

export async function postThread(choice: Choice, key: string): Promise<string> {
  const { kbs, mode = 'hybrid', model } = choice
  const thread = await persistently(() =>
    answerOf(
      api.POST('/api/threads', {
        body: { kbs, mode, model },
        params: { header: { 'Idempotency-Key': `${key}-thread` } },
      }),
    ),
  )
  return thread.thread_id
}

export type PostQuestion = typeof postQuestion

export function postQuestion(
  threadId: string,
  { content, replaces, anew }: Asked,
  { kbs, filters }: Pick<Choice, 'kbs' | 'filters'>,
  key: string,
) {
  // What is left out is as the server has it; the schema takes the fields with defaults for given.
  const body = {
    content,
    ...(kbs ? { kbs } : {}),
    ...(filters ? { filters } : {}),
    ...(replaces ? { replaces } : {}),
    ...(anew ? { cache: false } : {}),
  } as MessageCreate
  return persistently(() =>
    answerOf(
      api.POST('/api/threads/{thread_id}/messages', {
        body,
        params: { path: { thread_id: threadId }, header: { 'Idempotency-Key': key } },
      }),
    ),
  )
}
