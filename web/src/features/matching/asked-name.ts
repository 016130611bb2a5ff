import { requirementWords } from '@/features/matching/requirement-words'
import { useFormat } from '@/lib/format'
import type { OptionRead, RequirementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const MONTHS = 12

/** Requirements in few words, as columns and lists call them. */
export function useAskedName() {
  const t = useWords(requirementWords)
  const { number } = useFormat()
  const lasting = (months: number) =>
    months % MONTHS === 0 || months > 2 * MONTHS
      ? t.yearsOf(number(Math.round((10 * months) / MONTHS) / 10), months / MONTHS)
      : t.monthsOf(months)
  const ofOption = ({ name, months, level }: OptionRead) =>
    [name, months && lasting(months), level === 'native' ? t.native : level]
      .filter(Boolean)
      .join(' · ')
  const ofRequirement = ({ options }: RequirementRead) => options.map(ofOption).join(` ${t.or} `)
  return { ofOption, ofRequirement }
}
