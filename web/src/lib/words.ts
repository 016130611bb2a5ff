import { usePreferences } from '@/lib/preferences'

export const LOCALES = { en: 'English', fr: 'Français' } as const
export type Locale = keyof typeof LOCALES

/**
 * The words of a part of the page in each language, kept beside the part that says them. Texts are
 * strings, or functions of what they tell, so that a missing or misused one does not compile.
 */
export type Words<Texts> = Record<Locale, Texts>

export function useWords<Texts>(words: Words<Texts>): Texts {
  return words[usePreferences().locale]
}

/** `one` or `other` as the language counts: 0 is singular in French, plural in English. */
export function plural(locale: Locale, count: number, one: string, other: string): string {
  return new Intl.PluralRules(locale).select(count) === 'one' ? one : other
}
