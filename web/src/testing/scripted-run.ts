import { HttpResponse } from 'msw'

import type { AnswerFinal, Citation, Grounding } from '@/lib/schema.gen'
import type { RunEvent } from '@/runs/events'

export const aSource: Citation = {
  n: 1,
  kb: 'demo',
  document: 'ada.pdf',
  document_id: 'doc-1',
  path: 'cvs/ada.pdf',
  source: 'cvs/ada.pdf',
  page: 2,
  chunk_id: 'chunk-1',
  quote: null,
  quote_start: null,
  quote_end: null,
  verified: false,
  boxes: [],
}

export const aGrounding: Grounding = {
  answerer: 'scripted',
  mode: 'hybrid',
  abstained: false,
  passages: 8,
  citations: 1,
  verified: 1,
  statements: 1,
  supported: 1,
  coverage: 1,
  unsupported: [],
  doubtful: [],
  claims: [],
  checked_letters: 10,
  suggestions: [],
}

type Untold = { [Type in RunEvent['type']]: Omit<Extract<RunEvent, { type: Type }>, 'seq'> }

/** Events as a run numbers them. */
export function numbered(...events: Untold[RunEvent['type']][]): RunEvent[] {
  return events.map((event, index) => ({ ...event, seq: index + 1 }) as RunEvent)
}

/** The events of an answer that goes well, one for each piece of its text. */
export function answering(pieces: string[], outcome: Partial<AnswerFinal> = {}): RunEvent[] {
  return numbered(
    { type: 'status', data: { status: 'running', attempt: 1, stage: 'retrieving' } },
    { type: 'sources', data: { citations: [aSource] } },
    { type: 'status', data: { status: 'running', attempt: 1, stage: 'answering' } },
    ...pieces.map((text) => ({ type: 'token' as const, data: { text, attempt: 1 } })),
    {
      type: 'final',
      data: {
        text: pieces.join(''),
        citations: [aSource],
        usage: null,
        grounding: aGrounding,
        suggestions: [],
        message_id: 'answer-1',
        ...outcome,
      },
    },
    { type: 'done', data: { status: 'done' } },
  )
}

/** An event as it is on the wire. */
export function frameOf({ seq, type, data }: RunEvent): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** A stream of events that a test writes when it wants to, and ends or breaks. */
export function openStream() {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array>
  const stream = new ReadableStream<Uint8Array>({
    start: (opened) => {
      controller = opened
    },
  })
  return {
    response: () => new HttpResponse(stream, { headers: { 'content-type': 'text/event-stream' } }),
    send: (...events: RunEvent[]) => {
      controller.enqueue(encoder.encode(events.map(frameOf).join('')))
    },
    sendBytes: (bytes: Uint8Array) => {
      controller.enqueue(bytes)
    },
    close: () => {
      controller.close()
    },
    break: () => {
      controller.error(new TypeError('lost'))
    },
  }
}

/** All events after a number as one stream, which ends with them. */
export function streamOf(events: RunEvent[], after = 0) {
  const left = events.filter(({ seq }) => seq > after)
  return new HttpResponse(left.map(frameOf).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
}
