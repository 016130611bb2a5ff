import { cleanup, screen, within } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'

import { citation, drawn } from '@/features/chat/answer/testing-answers'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const SAMPLE = `# Two people

Ada Byron ran **40 clusters** [1], and Bob taught [2][3]. She & he &amp; *both*:

1. One with \`code\` and [a link](https://ok.example/x)
2. Two
   - nested
   - more

     a paragraph [1, 3]

> What was said
>
> in two parts

| who | what |
|:----|-----:|
| Ada | C<br>Java [2] |

\`\`\`py
print("[1]")

x = 1
\`\`\`

Done 😀 ~~never~~ at https://ok.example.`

const CITATIONS = [citation(1), citation(2), citation(3)]

test('an answer that streams looks letter by letter as one that comes whole', () => {
  const streamed = drawn('', { citations: CITATIONS })
  for (let end = 1; end <= SAMPLE.length; end += end % 9 === 0 ? 5 : 1) {
    streamed.grow(SAMPLE.slice(0, end))
    if (end % 23 === 0 || end === SAMPLE.length) {
      const whole = drawn(SAMPLE.slice(0, end), { citations: CITATIONS })
      expect(streamed.html()).toBe(whole.html())
      whole.unmount()
    }
  }
})

test('it does so for any text, however it is cut', () => {
  const parts = fc.constantFrom(
    ...[
      '\n',
      '\n\n',
      '- a',
      '1. b',
      '| a | b |\n|---|---|\n',
      '| c | d |\n',
      '> q',
      '```',
      '**',
      '`',
    ],
    ...['[1]', 'words ', '# ', '<b>', '&amp;', '\\*', '---', '    ', '[x](https://y.z)', '![i](u)'],
  )
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 16 }), (pieces) => {
      const streamed = drawn('', { citations: CITATIONS })
      let text = ''
      for (const piece of pieces) streamed.grow((text += piece))
      const whole = drawn(text, { citations: CITATIONS })
      expect(streamed.html()).toBe(whole.html())
      streamed.unmount()
      whole.unmount()
    }),
    { numRuns: 20 },
  )
})

test('headings of the text come below those of the page', () => {
  drawn('# One\n\n## Two\n\n###### Six')
  expect(screen.getByRole('heading', { name: 'One' }).tagName).toBe('H3')
  expect(screen.getByRole('heading', { name: 'Two' }).tagName).toBe('H4')
  expect(screen.getByRole('heading', { name: 'Six' }).tagName).toBe('H6')
})

test('links leave the page without telling from where, and show their address', () => {
  drawn('[label](https://ok.example/a) and [mail](mailto:a@ok.example)')
  const link = screen.getByRole('link', { name: 'label' })
  expect(link).toHaveAttribute('href', 'https://ok.example/a')
  expect(link).toHaveAttribute('title', 'https://ok.example/a')
  expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow')
  expect(link).toHaveAttribute('target', '_blank')
})

test('a link that leads anywhere else is text with its address', () => {
  const { container } = drawn('[label](javascript:x) [there](/api/threads)')
  expect(screen.queryByRole('link')).toBeNull()
  expect(container).toHaveTextContent('label (javascript:x) there (/api/threads)')
})

test('an image is what it shows and its address, and nothing is fetched', () => {
  const { container } = drawn('Before ![a chart](https://evil.example/p.png) after')
  expect(container).toHaveTextContent('Before a chart (https://evil.example/p.png) after')
  expect(container.querySelector('img')).toBeNull()
})

test('HTML is text', () => {
  const { container } = drawn('Use <b>bold</b> and\n\n<div>\n\nblocks</div> <!-- all of it -->')
  expect(container).toHaveTextContent('Use <b>bold</b> and<div>blocks</div> <!-- all of it -->')
})

test('a long list is one list, a long table one table, a long paragraph one paragraph', () => {
  drawn('3. an item with some words in it\n'.repeat(60))
  expect(screen.getAllByRole('list')).toHaveLength(1)
  expect(screen.getByRole('list')).toHaveAttribute('start', '3')
  expect(screen.getAllByRole('listitem')).toHaveLength(60)
  cleanup()
  drawn(`| who | what |\n|---|---|\n${'| Ada | some words of her [1] |\n'.repeat(80)}`)
  expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(81)
  cleanup()
  const text = 'Some words of a sentence. '.repeat(300).trim()
  const { container } = drawn(text)
  expect(container.querySelectorAll('p')).toHaveLength(1)
  expect(container.textContent).toBe(text)
})

test('a piece of a paragraph is never taken for something else', () => {
  const text = `${'word '.repeat(399)}done. ${'- # 1. > '.repeat(300)}`.trim()
  const { container } = drawn(text)
  expect(container.textContent).toBe(text)
})

test('code is kept as it is, with its language', () => {
  const { container } = drawn('```py\nif x:\n    y = "<b>"\n\n\nz\n```\nafter')
  expect(container.querySelector('pre')?.textContent).toBe('if x:\n    y = "<b>"\n\n\nz')
  expect(screen.getByText('py')).toBeInTheDocument()
})

test('long code in pieces is the same as in one', () => {
  const code = Array.from({ length: 900 }, (_, line) => `  line ${line} of it`)
  const { container } = drawn(`\`\`\`\n${code.join('\n')}\n\`\`\``)
  const lines = [...container.querySelectorAll('pre span')].map((span) => span.textContent)
  expect(lines.join('\n')).toBe(code.join('\n'))
})

test.each([
  ['quotes in quotes', '>'.repeat(5_000)],
  ['lists in lists', '- '.repeat(3_000)],
  ['numbered lists in lists', '1. '.repeat(3_000)],
  ['brackets', '['.repeat(3_000)],
  ['stars and lines', '*_'.repeat(3_000)],
  ['backticks', '`a'.repeat(50_000)],
  ['a list that is one item', `- a\n${'  - *b*\n'.repeat(4_000)}`],
])('of %s beyond all measure the text is shown', (_, text) => {
  const { container } = drawn(text)
  expect(container.textContent?.length).toBeGreaterThan(text.trim().length * 0.6)
})
