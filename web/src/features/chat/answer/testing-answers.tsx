import { render } from '@testing-library/react'

import { Rendered, type RenderedProps } from '@/features/chat/answer/rendered'
import type { Citation, Grounding } from '@/lib/schema.gen'

export function citation(n: number, more: Partial<Citation> = {}): Citation {
  const path = `cvs/person-${n}.pdf`
  return {
    ...{ n, kb: 'demo', document: `Person ${n}`, document_id: `doc-${n}`, path, source: path },
    ...{ page: n, chunk_id: `chunk-${n}`, quote: null, quote_start: null, quote_end: null },
    ...{ verified: false, boxes: [], ...more },
  }
}

export function grounding(more: Partial<Grounding> = {}): Grounding {
  return {
    ...{ answerer: 'a model', mode: 'hybrid', abstained: false, passages: 8, citations: 2 },
    ...{ verified: 1, statements: 5, supported: 4, coverage: 0.8, unsupported: [], doubtful: [] },
    ...{ claims: [], checked_letters: 100, suggestions: [], ...more },
  }
}

/** A text as it is drawn, at once or one step after the other; `html()` leaves out what ids are. */
export function drawn(text: string, more: Partial<RenderedProps> = {}) {
  const draw = (now: string, changed: Partial<RenderedProps> = {}) => (
    <Rendered
      {...{
        text: now,
        citations: [],
        grounding: null,
        onOpen: () => undefined,
        ...more,
        ...changed,
      }}
    />
  )
  const view = render(draw(text))
  return {
    ...view,
    grow: (next: string, changed?: Partial<RenderedProps>) => {
      view.rerender(draw(next, changed))
    },
    html: () => view.container.innerHTML,
  }
}
