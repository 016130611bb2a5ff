import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'

import { GroundingNote } from '@/features/chat/answer/grounding-note'
import { SourceList } from '@/features/chat/answer/source-list'
import { citation, drawn, grounding } from '@/features/chat/answer/testing-answers'
import type { Citation, Grounding } from '@/lib/schema.gen'

afterEach(cleanup)

/** The place of some words in a text, in code points. */
function placeOf(words: string, text: string): [number, number] {
  const start = [...text.slice(0, text.indexOf(words))].length
  return [start, start + [...words].length]
}

function markedIn(text: string, words: string, flaw: 'unsupported' | 'doubtful' = 'unsupported') {
  const { container } = drawn(text, { grounding: grounding({ [flaw]: [placeOf(words, text)] }) })
  const marked = [...container.querySelectorAll(`[data-grounding="${flaw}"]`)]
  for (const note of container.querySelectorAll('.sr-only')) note.remove()
  return marked.map((element) => element.textContent).join('')
}

test.each([
  ['One. Two here. Three.', 'Two here.', 'Two here.'],
  ['😀😀 One. Two 😀 here. Three.', 'Two 😀 here.', 'Two 😀 here.'],
  [
    'One. Two **bold** and `code` here. Three.',
    'Two **bold** and `code` here.',
    'Two bold and  here.',
  ],
  ['One. A \\* and \\\\ B. Three.', 'A \\* and \\\\ B.', 'A * and \\ B.'],
  ['# Head\n\n- a\n- Two here.\n- c', 'Two here.', 'Two here.'],
  ['> One.\n> Two\n> here. Three.', 'Two\n> here.', 'Two\nhere.'],
  ['| a | b |\n|---|---|\n| One | Two here. |', 'Two here.', 'Two here.'],
  [`${'Some words of it. '.repeat(150)}Two here. Three.`, 'Two here.', 'Two here.'],
  [`${'- Some words of it\n'.repeat(80)}- Two here.\n- c`, 'Two here.', 'Two here.'],
])('in %j the sentence is marked at its place', (text, words, shown) => {
  expect(markedIn(text, words)).toBe(shown)
})

test('with entities the whole run of text is marked rather than the wrong part', () => {
  expect(markedIn('One &amp; x. Two here.', 'Two here.')).toBe('One & x. Two here.')
})

test('beside an address that was found in the text, only the sentence is marked', () => {
  expect(markedIn('Mail a@ok.example now. Two here. Three.', 'Two here.', 'doubtful')).toBe(
    'Two here.',
  )
})

test('who does not see the mark is told once', () => {
  const text = 'Two **bold** here.'
  drawn(text, { grounding: grounding({ unsupported: [[0, text.length]] }) })
  expect(screen.getAllByText(/no source/)).toHaveLength(1)
})

function noted(more: Partial<Grounding>, citations: Citation[] = [], onOpen = vi.fn()) {
  return render(<GroundingNote grounding={grounding(more)} citations={citations} onOpen={onOpen} />)
}

test.each([
  [{ statements: 5, supported: 4 }, '4 of 5 statements are backed by sources.'],
  [{ statements: 3, supported: 3 }, 'All 3 statements are backed by sources.'],
  [{ statements: 0, abstained: true }, 'The documents do not say it.'],
  [{ answerer: 'extractive (no language model)' }, 'These are sentences of your documents'],
  [{ is_cut: true }, 'The model stopped at its limit'],
])('of %j it says: %s', (more, sentence) => {
  expect(noted(more).container).toHaveTextContent(sentence)
})

test('who was counted can be opened, and what was left out is told with its reason', async () => {
  const onOpen = vi.fn()
  const pool = {
    ...{
      intent: 'list' as const,
      understood: 'CVs with German.',
      count: 2,
      total: 240,
      groups: null,
    },
    unread: [{ document_id: 'u', path: 'scan.pdf', reason: 'The file is encrypted.' }],
    people: [
      {
        document_id: 'doc-1',
        name: 'Jeanne',
        path: 'j.pdf',
        n: [1],
        value: 'German',
        months: null,
      },
      { document_id: 'doc-9', name: 'Karim', path: 'k.pdf', n: [], value: null, months: null },
    ],
  }
  const first = citation(1)
  noted({ pool }, [first], onOpen)
  await userEvent.click(screen.getByText(/Who was counted: 2 of 240 CVs; 1 file/))
  expect(screen.getByText(/The file is encrypted/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Jeanne' }))
  expect(onOpen).toHaveBeenLastCalledWith(first)
  await userEvent.click(screen.getByRole('button', { name: 'Karim' }))
  expect(onOpen).toHaveBeenLastCalledWith({ document_id: 'doc-9' })
})

test('the list of sources begins with those that have a quote, and grows when asked', async () => {
  const onOpen = vi.fn()
  const citations = [1, 2, 3, 4, 5, 6].map((n) => citation(n, n === 5 ? { quote: 'Words.' } : {}))
  render(<SourceList citations={citations} onOpen={onOpen} />)
  const list = screen.getByRole('list', { name: 'Sources' })
  expect(list.children).toHaveLength(4)
  expect(list.firstElementChild).toHaveTextContent('Words.')
  expect(list.firstElementChild).toHaveTextContent('Not word for word')
  await userEvent.click(screen.getByRole('button', { name: '2 more' }))
  expect(list.children).toHaveLength(6)
  await userEvent.click(screen.getByRole('button', { name: /person-5/ }))
  expect(onOpen).toHaveBeenCalledWith(citations[4])
})
