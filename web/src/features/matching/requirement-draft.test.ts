import { describe, expect, it } from 'vitest'

import { aSkill } from '@/features/matching/match-for-tests'
import {
  changedOption,
  finished,
  isComplete,
  NEW_REQUIREMENT,
  withNeed,
} from '@/features/matching/requirement-draft'
import type { OptionRead } from '@/lib/schema.gen'

const python: OptionRead = { kind: 'skill', name: 'Python', key: 'python', months: 36, area: [] }

describe('a requirement being changed', () => {
  it('is compared by its new name once it has one', () => {
    expect(changedOption(python, { name: 'Rust' })).toMatchObject({ name: 'Rust', key: null })
  })

  it('stays compared by the same where only its years change', () => {
    expect(changedOption(python, { months: 12 }).key).toBe('python')
  })

  it('keeps nothing that another kind does not have', () => {
    const language = changedOption(python, { kind: 'language' })
    expect(language).toMatchObject({ key: null, months: null, level: null })
  })

  it('has a level as soon as it is a degree, which a new name leaves alone', () => {
    const degree = changedOption(python, { kind: 'degree' })
    expect(changedOption(degree, { name: 'Computing' }).key).toBe('bachelor')
  })

  it('weighs what its need usually weighs, unless somebody chose otherwise', () => {
    expect(withNeed(aSkill('r1', 'Rust'), 'nice').weight).toBe(1)
    expect(withNeed(aSkill('r1', 'Rust', { weight: 7 }), 'nice').weight).toBe(7)
  })

  it('is told by its names where it has no words of its own', () => {
    expect(finished({ ...NEW_REQUIREMENT, options: [python] }).text).toBe('Python')
  })

  it('is not complete without a name, or an experience without its years', () => {
    expect(isComplete(NEW_REQUIREMENT)).toBe(false)
    const experience: OptionRead = { kind: 'experience', name: 'Nursing', area: [] }
    expect(isComplete({ ...NEW_REQUIREMENT, options: [experience] })).toBe(false)
    expect(isComplete({ ...NEW_REQUIREMENT, options: [{ ...experience, months: 6 }] })).toBe(true)
  })
})
