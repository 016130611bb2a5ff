const DATE = /^[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/

/** Whether a text is a date as far as it is known: a year, a month, or a day. */
export function isDate(text: string): boolean {
  return DATE.test(text)
}

/** A date as people write it, in the format of profiles: 9/2021 and 09.2021 are 2021-09. */
export function asDate(text: string): string {
  const trimmed = text.trim()
  const [, month, year] = /^(\d{1,2})[/. -]([12]\d{3})$/.exec(trimmed) ?? []
  if (year && month && Number(month) >= 1 && Number(month) <= 12) {
    return `${year}-${month.padStart(2, '0')}`
  }
  return trimmed
}
