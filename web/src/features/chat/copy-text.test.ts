import { describe, expect, it } from 'vitest'

import { withCitations, withoutCitations } from '@/features/chat/copy-text'
import { aSource } from '@/testing/scripted-run'

describe('copying an answer', () => {
  it('leaves out the numbers of its sources', () => {
    const copied = withoutCitations('Ada knows **Go** [1]. So does Bob [1, 2].', [
      aSource,
      { ...aSource, n: 2 },
    ])
    expect(copied).toBe('Ada knows **Go**. So does Bob.')
  })

  it('leaves out whole ranges of them', () => {
    const sources = [1, 2, 3].map((n) => ({ ...aSource, n }))
    expect(withoutCitations('Three know Go\u00a0[1-3]; one Rust [2; 3].', sources)).toBe(
      'Three know Go; one Rust.',
    )
  })

  it('keeps brackets that name no source, links and code', () => {
    const text = 'See [7] and [1](https://example.org) and `a[1]`.\n```\nb = a [1]\n```'
    expect(withoutCitations(text, [aSource])).toBe(text)
  })

  it('says below it what the numbers mean', () => {
    const cited = { ...aSource, quote: 'Knows Go,\n and Python' }
    expect(withCitations('Ada knows Go [1].\n', [cited])).toBe(
      'Ada knows Go [1].\n\n[1] cvs/ada.pdf, p. 2: “Knows Go, and Python”\n',
    )
  })
})
