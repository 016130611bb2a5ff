import fc from 'fast-check'
import { expect, test } from 'vitest'

import { blocks, grown } from '@/features/chat/answer/blocks'
import type { Block } from '@/features/chat/answer/block-rules'

const LINES = [
  ...[
    '',
    ' ',
    'words and words',
    '# A heading',
    '#',
    '---',
    '- - -',
    '***',
    '- item',
    '-',
    '* other',
  ],
  ...[
    '1. one',
    '2. two',
    '1',
    '10) ten',
    '  - nested',
    '   more of it',
    '    far in',
    '\ttab',
    '> said',
  ],
  ...[
    '>',
    '> - in it',
    '```',
    '```js',
    '~~~',
    '```` x',
    'a | b',
    '| a | b |',
    '|---|---|',
    '| 1 | 2 |',
  ],
  ...[
    '===',
    '**bold',
    '`code',
    '[1]',
    '[a]: http://x.y',
    '<div>',
    '😀',
    '1.',
    '-- -',
    '| - |',
    '#hash',
  ],
]
const texts = fc
  .array(fc.oneof(fc.constantFrom(...LINES), fc.string({ maxLength: 8 })), { maxLength: 14 })
  .chain((lines) => fc.constantFrom('\n', '\n', '\n\n').map((end) => lines.join(end)))
const long = fc
  .tuple(fc.constantFrom(...LINES.filter((line) => line !== '')), fc.integer({ min: 30, max: 400 }))
  .map(([line, count]) => `${line}\n`.repeat(count))

const kindsOf = (text: string) => blocks(text).map(({ kind }) => kind)
const cutsAt = ({ pieces }: Block) => pieces.map(({ start }) => start)

test('blocks and their pieces follow each other without gaps', () => {
  fc.assert(
    fc.property(fc.oneof(texts, long), (text) => {
      const all = blocks(text)
      const pieces = all.flatMap((block) => block.pieces)
      fc.pre(all.length > 0)
      expect(pieces.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      expect(all.at(-1)?.end).toBe(text.length)
    }),
  )
})

test('a text that grows has the same blocks as one that comes whole, however it is cut', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (text, sizes) => {
        let known: Block[] = []
        let at = 0
        for (let turn = 0; at < text.length; turn++) {
          at += sizes[turn % sizes.length] ?? 1
          known = grown(known, text.slice(0, at))
          expect(known).toEqual(blocks(text.slice(0, at)))
        }
        expect(known).toEqual(blocks(text))
      },
    ),
    { numRuns: 1000 },
  )
})

test('each block but the last stays as it is, whatever comes after it', () => {
  fc.assert(
    fc.property(texts, texts, (text, more) => {
      const before = blocks(text).slice(0, -1)
      expect(blocks(text + more).slice(0, before.length)).toEqual(before)
    }),
    { numRuns: 1000 },
  )
})

test('paragraphs, headings, rules, quotes, code, lists and tables are told apart', () => {
  expect(kindsOf('words\n\n# T\n---\n> q\n\n- a\n\n```\nx\n\n- y\n```\n| a |\n|---|\n')).toEqual([
    ...['paragraph', 'heading', 'rule', 'quote', 'list', 'code', 'table'],
  ])
})

test('a list goes on over blank lines and nested ones, and ends with a paragraph', () => {
  const text = '1. one\n\n   more\n   - nested\n2. two\n\nAfter.'
  expect(blocks(text).map(({ start, end }) => text.slice(start, end).trim())).toEqual([
    '1. one\n\n   more\n   - nested\n2. two',
    'After.',
  ])
})

test('a table under a sentence is a block of its own', () => {
  expect(kindsOf('Here:\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter')).toEqual([
    ...['paragraph', 'table', 'paragraph'],
  ])
})

test('dashes under a paragraph are a rule, not a heading', () => {
  expect(kindsOf('words\n---\nmore')).toEqual(['paragraph', 'rule', 'paragraph'])
})

test('nothing in code begins a block', () => {
  expect(kindsOf('````\n```\n# no\n\n- no\n````\nyes')).toEqual(['code', 'paragraph'])
})

test.each([
  ['list', '- some words in an item of the list\n'],
  ['quote', '> some words that were said\n>\n'],
  ['code', ''],
])('a long %s comes in pieces', (kind, line) => {
  const text = kind === 'code' ? `\`\`\`\n${'let x = 1\n'.repeat(600)}` : line.repeat(200)
  const [only, ...others] = blocks(text)
  expect(others).toEqual([])
  expect(only?.kind).toBe(kind)
  expect(only && cutsAt(only).length).toBeGreaterThan(2)
})

test('a long paragraph is cut between its words, and never within a character', () => {
  const words = blocks('Some words of a sentence. '.repeat(400))[0]
  expect(words && cutsAt(words).length).toBeGreaterThan(5)
  const text = '😀'.repeat(5_000)
  for (const { start } of blocks(text)[0]?.pieces ?? []) expect(text.charCodeAt(start)).toBe(0xd83d)
})

test('splitting takes a time that grows no faster than the text', () => {
  // A splitter that looked at every line of what it found before would not come to its end here.
  for (const line of ['- a\n', '> a\n', 'a\n', '| a\n', '```\n', '`', '>', '[', '1. ']) {
    const all = blocks(line.repeat(100_000 / line.length))
    expect(all.at(-1)?.end).toBe(100_000 - (100_000 % line.length))
  }
})
