import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'

import { marksIn } from '@/features/chat/answer/marks-in-text'
import { citation, drawn } from '@/features/chat/answer/testing-answers'

afterEach(cleanup)

const namesOf = () => screen.queryAllByRole('button').map((button) => button.ariaLabel)

test.each([
  ['[1]', [1]],
  ['[1, 3]', [1, 3]],
  ['[2-4]', [2, 3, 4]],
  ['[1;2]', [1, 2]],
  ['[4–2]', [4, 2]],
])('%s is read as the server reads it', (text, numbers) => {
  expect(marksIn(text).map((marks) => marks.numbers)).toEqual([numbers])
})

test.each(['[a]', '[1234]', '[]', '[1', '1]', '[1.5]', '[ , ]'])('%s is no mark', (text) => {
  expect(marksIn(text)).toEqual([])
})

test('a mark is a button with the name of its source', () => {
  drawn('Said [1], and so [2][1].', { citations: [citation(1), citation(2, { page: null })] })
  expect(namesOf()).toEqual([
    'Source 1: cvs/person-1.pdf, page 1',
    'Source 2: cvs/person-2.pdf',
    'Source 1: cvs/person-1.pdf, page 1',
  ])
})

test('a number that is no source stays text, also beside one that is', () => {
  const { container } = drawn('One [7], some [1, 9].', { citations: [citation(1)] })
  expect(namesOf()).toEqual(['Source 1: cvs/person-1.pdf, page 1'])
  expect(container).toHaveTextContent('One [7], some 1[9].')
})

test('there are no marks in code and in links', () => {
  drawn('`a[1]` [see [1]](https://ok.example)\n\n```\nb[1]\n```', { citations: [citation(1)] })
  expect(screen.queryByRole('button', { name: /Source/ })).toBeNull()
})

test('marks come to life when their sources are known', () => {
  const view = drawn('Said [1].')
  expect(screen.queryByRole('button')).toBeNull()
  view.grow('Said [1].', { citations: [citation(1)] })
  expect(screen.getByRole('button')).toHaveTextContent('1')
})

test('a click opens the source', async () => {
  const onOpen = vi.fn()
  const first = citation(1)
  drawn('Said [1].', { citations: [first], onOpen })
  await userEvent.click(screen.getByRole('button'))
  expect(onOpen).toHaveBeenCalledWith(first)
})

test.each([
  [true, 'The quote bears out what is said.'],
  [false, 'Does not bear it out word for word: this is what comes nearest.'],
])('the card of a mark has the words, and whether they bear it out: %s', async (verified, told) => {
  const citations = [citation(1, { quote: 'The very words.', verified })]
  drawn('Said [1].', { citations })
  await userEvent.tab()
  const card = await screen.findByRole('tooltip')
  expect(card).toHaveTextContent('Person 1')
  expect(card).toHaveTextContent('page 1')
  expect(card).toHaveTextContent('demo')
  expect(card).toHaveTextContent('The very words.')
  expect(card).toHaveTextContent(told)
  expect(screen.getByRole('button', { name: /^Source 1/ })).toHaveAccessibleDescription(
    /very words/,
  )
})

test('Escape takes the card away, and leaves the focus where it is', async () => {
  drawn('Said [1].', { citations: [citation(1)] })
  await userEvent.tab()
  await screen.findByRole('tooltip')
  await userEvent.keyboard('{Escape}')
  await waitFor(() => {
    expect(screen.queryByRole('tooltip')).toBeNull()
  })
  expect(screen.getByRole('button')).toHaveFocus()
})
