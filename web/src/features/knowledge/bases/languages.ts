/** Languages that a base can be said to be in; without one it is found out for each document. */
export const LANGUAGES = (
  'ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl ' +
  'sv ta th tr uk vi zh'
).split(' ')

export function languageName(code: string, locale: string): string {
  try {
    const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
  } catch {
    return code
  }
}

/** The languages by their names, English and French first. */
export function languageChoices(locale: string) {
  const choices = LANGUAGES.map((value) => ({ value, text: languageName(value, locale) }))
  const first = (value: string) => (value === 'en' || value === 'fr' ? 0 : 1)
  return choices.sort(
    (one, other) =>
      first(one.value) - first(other.value) || one.text.localeCompare(other.text, locale),
  )
}
