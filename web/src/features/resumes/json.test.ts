import fc from 'fast-check'
import { expect, test } from 'vitest'

import { asDate, isDate } from '@/features/resumes/dates'
import { faultsIn } from '@/features/resumes/faults'
import { at, moved, withAt, type JsonObject } from '@/features/resumes/json'
import { withoutEmpty } from '@/features/resumes/without-empty'

const resume: JsonObject = {
  basics: { name: 'Ada', 'x-own': 1 },
  work: [{ name: 'Acme' }, { name: 'Initech', 'x-kept': [] }],
  'x-other': { image: '' },
}

test('changing a field leaves all else as it was, also what has no field here', () => {
  const changed = withAt(resume, ['work', 1, 'name'], 'Initrode')
  expect(at(changed, ['work', 1])).toEqual({ name: 'Initrode', 'x-kept': [] })
  expect(changed['x-other']).toBe(resume['x-other'])
  expect(at(resume, ['work', 1, 'name'])).toBe('Initech')
})

test('a field that is emptied is gone, and the entries after it keep their places', () => {
  const changed = withAt(resume, ['work', 0, 'name'], undefined)
  expect(changed.work).toEqual([{}, { name: 'Initech', 'x-kept': [] }])
})

test('what is saved has no entries or lines that were left empty', () => {
  const saved = withoutEmpty({
    ...resume,
    work: [{}, { name: 'Acme', highlights: ['', 'Ran it'] }],
  })
  expect(saved.work).toEqual([{ name: 'Acme', highlights: ['Ran it'] }])
  expect(saved['x-other']).toEqual({ image: '' })
})

test('moving an entry loses none', () => {
  const list = fc.array(fc.string(), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(list, fc.nat(7), fc.nat(7), (values, from, to) => {
      const [here, there] = [from % values.length, to % values.length]
      const after = moved(values, here, there)
      expect(after.toSorted()).toEqual(values.toSorted())
      expect(after[there]).toBe(values[here])
    }),
  )
})

test('dates are years, months or days', () => {
  expect(['2021', '2021-09', '2021-09-30'].every(isDate)).toBe(true)
  expect(['2021-13', '21', 'now', '2021-9'].some(isDate)).toBe(false)
  expect(asDate(' 9/2021 ')).toBe('2021-09')
  expect(asDate('summer 2021')).toBe('summer 2021')
})

test('a date or an address that cannot be saved is named by its place', () => {
  const faults = faultsIn({ basics: { email: 'ada' }, work: [{ startDate: 'spring' }] })
  expect([...faults]).toEqual([
    ['/basics/email', 'mail'],
    ['/work/0/startDate', 'date'],
  ])
})
