import { factWords } from '@/features/offers/fact-words'
import { usePreferences } from '@/lib/preferences'
import type { LocationRead, OfferRead } from '@/lib/schema.gen'
import { useWords, type Locale } from '@/lib/words'

const SHOWN_PLACES = 3

/** The facts of an offer as people read them. */
export function useFacts() {
  const t = useWords(factWords)
  const { locale } = usePreferences()
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return {
    day: (moment: string) => day.format(new Date(moment)),
    places: ({ locations }: Pick<OfferRead, 'locations'>) => {
      const shown = [...new Set(locations.map((one) => placeOf(one, locale)))].filter(Boolean)
      const more = shown.length - SHOWN_PLACES
      const told = shown.slice(0, SHOWN_PLACES).join(' · ')
      return more > 0 ? `${told} ${t.morePlaces(more)}` : told
    },
    salary: (offer: OfferRead) => salaryOf(offer, locale, t),
    contract: ({ contract }: Pick<OfferRead, 'contract'>) => contract && t.contracts[contract],
    remote: ({ remote }: Pick<OfferRead, 'remote'>) =>
      remote === 'unknown' ? null : t.remotes[remote],
    language: (code: string) => nameOf('language', code, locale),
  }
}

function nameOf(type: 'region' | 'language', code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames(locale, { type }).of(code) ?? code
  } catch {
    return code
  }
}

export function placeOf({ city, region, country }: LocationRead, locale: Locale): string {
  const land = country && nameOf('region', country, locale)
  return [city ?? region, land].filter(Boolean).join(', ')
}

type Pay = Pick<OfferRead, 'salary_min' | 'salary_max' | 'salary_currency' | 'salary_period'>

export function salaryOf(pay: Pay, locale: Locale, t: typeof factWords.en): string | null {
  const { salary_min: least, salary_max: most, salary_period: period } = pay
  const format = moneyFormat(pay.salary_currency, locale)
  const per = period ? ` ${t.periods[period]}` : ''
  if (least !== null && most !== null) {
    const range = least === most ? format.format(least) : format.formatRange(least, most)
    return `${range}${per}`
  }
  if (least !== null) return `${t.from(format.format(least))}${per}`
  return most === null ? null : `${t.upTo(format.format(most))}${per}`
}

function moneyFormat(currency: string | null, locale: Locale): Intl.NumberFormat {
  const figures = { maximumFractionDigits: 0 }
  try {
    const options = currency ? { style: 'currency' as const, currency, ...figures } : figures
    return new Intl.NumberFormat(locale, options)
  } catch {
    return new Intl.NumberFormat(locale, figures)
  }
}
