import { http, HttpResponse, type HttpHandler } from 'msw'

import type { MessageRead } from '@/lib/schema.gen'
import { aGrounding } from '@/testing/scripted-run'

const MESSAGES = '*/api/threads/:thread/messages'

export function aQuestion(about: Partial<MessageRead> = {}): MessageRead {
  return {
    message_id: 'question-1',
    run_id: 'run-1',
    role: 'user',
    content: 'Who knows Python?',
    citations: [],
    status: 'complete',
    created_at: '2026-11-22T09:00:00Z',
    ...about,
  }
}

export function anAnswer(about: Partial<MessageRead> = {}): MessageRead {
  const content = 'Ada knows Python.'
  const answer = { message_id: 'answer-1', role: 'assistant', grounding: aGrounding } as const
  return { ...aQuestion(), ...answer, content, ...about }
}

let runs = 0

type Posted = { key: string | null; body: Record<string, unknown> }

/** A conversation on a server: what is posted to it is there from then on. */
export function scriptedThread(...messages: MessageRead[]) {
  const posted: Posted[] = []
  const handlers: HttpHandler[] = []
  const thread = {
    messages,
    posted,
    nextRun: `scripted-${++runs}`,
    /** What becomes of the next posts instead, one after the other. */
    refusals: [] as (() => Response)[],
    handlers,
  }
  handlers.push(
    http.get(MESSAGES, () => HttpResponse.json({ messages: thread.messages })),
    http.post(MESSAGES, async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>
      posted.push({ key: request.headers.get('idempotency-key'), body })
      const refusal = thread.refusals.shift()
      if (refusal) return refusal()
      const number = posted.length + 1
      const accepted = { message_id: `question-${number}`, run_id: thread.nextRun }
      // A run that was followed is remembered for a while, also by the next test.
      thread.nextRun = `scripted-${++runs}`
      const at = thread.messages.findIndex(({ message_id: id }) => id === body.replaces)
      const before = at < 0 ? thread.messages : thread.messages.slice(0, at)
      thread.messages = [...before, aQuestion({ ...accepted, content: String(body.content) })]
      return HttpResponse.json(accepted, { status: 202 })
    }),
  )
  return thread
}
