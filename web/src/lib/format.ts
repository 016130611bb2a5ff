import { usePreferences } from '@/lib/preferences'

const MINUTE = 60
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const

/** Numbers, sizes and moments as the chosen language writes them. */
export function useFormat() {
  const { locale } = usePreferences()
  return {
    number: (value: number) => new Intl.NumberFormat(locale).format(value),
    percent: (share: number) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share),
    bytes: (bytes: number) => formatBytes(bytes, locale),
    moment: (moment: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(moment),
      ),
    ago: (moment: string) => formatAgo((new Date(moment).getTime() - Date.now()) / 1000, locale),
  }
}

export function formatBytes(bytes: number, locale: string): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const options = { style: 'unit', unit: steps[step], maximumFractionDigits: step > 1 ? 1 : 0 }
  return new Intl.NumberFormat(locale, options as Intl.NumberFormatOptions).format(
    bytes / 1000 ** step,
  )
}

/** `seconds` from now, negative in the past: “3 hours ago”. */
export function formatAgo(seconds: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'minute')
}
