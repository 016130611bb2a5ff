import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { highlight } from '@/lib/highlight'

const hits = (text: string, query: string) =>
  highlight(text, query).flatMap((piece) => (piece.isHit ? [piece.text] : []))

describe('words of a query in a text', () => {
  test.each([
    ['Ran Kubernetes clusters', 'kubernetes', ['Kubernetes']],
    ['She managed servers', 'who manages a server', ['managed', 'servers']],
    ['Développeur à Genève', 'developpeur Geneve', ['Développeur', 'Genève']],
    ['C++ and C# and Go', 'C++', ['C++']],
    ['R and SQL', 'R', ['R']],
    ['The cat and the dog', 'the and', []],
    ['go to the shop', 'to', []],
    ['Java, JavaScript', 'Java', ['Java']],
    ['🚀 Python 🚀', 'python', ['Python']],
  ])('of “%s” asked for “%s”', (text, query, found) => {
    expect(hits(text, query)).toEqual(found)
  })

  test('a query of signs finds nothing', () => {
    expect(hits('a .* (b)', '.* ( [')).toEqual([])
  })

  test('no letter is lost, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (text, query) => {
          expect(
            highlight(text, query)
              .map((piece) => piece.text)
              .join(''),
          ).toBe(text)
        },
      ),
    )
  })
})
