import { isDate } from '@/features/resumes/dates'
import { at, isObject, listOf, pointerOf, textOf, type JsonObject } from '@/features/resumes/json'
import { SECTIONS } from '@/features/resumes/sections'

const MAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

/** What the server would not take, by the pointer of its field. */
export function faultsIn(resume: JsonObject): ReadonlyMap<string, 'date' | 'mail'> {
  const faults = new Map<string, 'date' | 'mail'>()
  const mail = textOf(at(resume, ['basics', 'email']))
  if (mail && !MAIL.test(mail)) faults.set('/basics/email', 'mail')
  for (const { key, fields } of SECTIONS) {
    const dates = fields.filter(({ kind }) => kind === 'date')
    listOf(resume[key]).forEach((entry, index) => {
      for (const { key: name } of dates) {
        const date = isObject(entry) ? textOf(entry[name]) : ''
        if (date && !isDate(date)) faults.set(pointerOf([key, index, name]), 'date')
      }
    })
  }
  return faults
}
