import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { merged, numberedLines, overlaps, pieces, slicer } from '@/features/documents/spans'

const span = fc
  .tuple(fc.nat(40), fc.nat(40))
  .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }))
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 })

describe('code points', () => {
  test('a letter beyond the first plane counts once', () => {
    const cut = slicer('a🚀b𝒞d')
    expect(cut(1, 2)).toBe('🚀')
    expect(cut(2, 4)).toBe('b𝒞')
    expect(cut(4)).toBe('d')
  })

  test('a text is cut as Python cuts it, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, span, (text, { start, end }) => {
        expect(slicer(text)(start, end)).toBe(Array.from(text).slice(start, end).join(''))
      }),
    )
  })
})

describe('marked stretches', () => {
  test('marks are given in code points', () => {
    expect(pieces('🚀🚀 Ada runs', [{ start: 3, end: 6 }])).toEqual([
      { text: '🚀🚀 ', isMarked: false },
      { text: 'Ada', isMarked: true },
      { text: ' runs', isMarked: false },
    ])
  })

  test('no letter is lost or told twice', () => {
    fc.assert(
      fc.property(anyText, fc.array(span), (text, marks) => {
        const told = pieces(text, marks)
        expect(told.map((piece) => piece.text).join('')).toBe(text)
        const lines = numberedLines(text, marks)
        expect(lines.map((line) => line.map((piece) => piece.text).join('')).join('\n')).toBe(text)
      }),
    )
  })

  test('exactly the letters in a mark are marked', () => {
    fc.assert(
      fc.property(anyText, fc.array(span), (text, marks) => {
        const isMarked = pieces(text, marks).flatMap((piece) =>
          Array.from(piece.text, () => piece.isMarked),
        )
        expect(isMarked).toEqual(
          Array.from(text, (_, at) => overlaps({ start: at, end: at + 1 }, marks)),
        )
      }),
    )
  })

  test('marks that touch become one, and empty ones none', () => {
    expect(
      merged([
        { start: 5, end: 8 },
        { start: 2, end: 5 },
        { start: 9, end: 9 },
      ]),
    ).toEqual([{ start: 2, end: 8 }])
  })

  test('a mark that runs over a line end marks both lines', () => {
    expect(numberedLines('ab\ncd\n\nef', [{ start: 1, end: 4 }])).toEqual([
      [
        { text: 'a', isMarked: false },
        { text: 'b', isMarked: true },
      ],
      [
        { text: 'c', isMarked: true },
        { text: 'd', isMarked: false },
      ],
      [],
      [{ text: 'ef', isMarked: false }],
    ])
  })
})
