import { cleanup } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'

import { citation, drawn, grounding } from '@/features/chat/answer/testing-answers'
import { XSS_PAYLOADS } from '@/features/chat/answer/xss-payloads'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const ELEMENTS = new Set([
  ...['P', 'H3', 'H4', 'H5', 'H6', 'HR', 'BR', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'TABLE', 'THEAD'],
  ...['TBODY', 'TR', 'TH', 'TD', 'STRONG', 'EM', 'DEL', 'CODE', 'PRE', 'A', 'SPAN', 'BUTTON'],
  ...['DIV', 'BDI'],
])
const ATTRIBUTES =
  /^(?:class|dir|title|type|start|style|role|tabindex|href|rel|target|data-grounding|data-citation|aria-[a-z]+)$/
const ICON = /^(?:width|height|viewbox|fill|stroke(?:-[a-z]+)?|d|x|y|rx|ry|xmlns)$/i
const more = {
  citations: [citation(1), citation(2)],
  grounding: grounding({ unsupported: [[0, 30]], doubtful: [[31, 60]] }),
}

/** What should not be there: elements, attributes, and addresses of another kind. */
function faultsIn(container: Element): string[] {
  return [...container.querySelectorAll('*')].flatMap((element) => {
    const isIcon = element.closest('svg.lucide') !== null
    const isKnown = isIcon || (ELEMENTS.has(element.tagName) && element.tagName !== 'svg')
    const strange = [...element.attributes].filter(({ name, value }) => {
      if (isIcon) return !ICON.test(name) && !ATTRIBUTES.test(name)
      if (name === 'href') return !/^(?:https?:\/\/|mailto:)/.test(value)
      if (name === 'style') return !/^text-align: \w+;$/.test(value)
      return !ATTRIBUTES.test(name)
    })
    return [
      ...(isKnown ? [] : [element.tagName]),
      ...strange.map(({ name, value }) => `${name}=${value}`),
    ]
  })
}

test('there are enough of them', () => {
  expect(new Set(XSS_PAYLOADS).size).toBeGreaterThanOrEqual(60)
})

test.each(XSS_PAYLOADS)(
  'does no harm, split anywhere, and looks the same in the end: %j',
  (payload) => {
    const whole = drawn(payload, more)
    expect(faultsIn(whole.container)).toEqual([])
    const streamed = drawn('', more)
    const faults: string[] = []
    for (let end = 1; end <= payload.length; end++) {
      streamed.grow(payload.slice(0, end))
      faults.push(...faultsIn(streamed.container))
    }
    expect(faults).toEqual([])
    expect(streamed.html()).toBe(whole.html())
  },
)

test.each(['- ', '> ', '| a |\n|---|\n| ', '**', '[', '# ', '    ', '![', '[x]('])(
  'they do no harm behind %j either',
  (before) => {
    const text = XSS_PAYLOADS.map((one) => before + one).join('\n\n')
    expect(faultsIn(drawn(text, more).container)).toEqual([])
  },
)
