import type { VariantFigures } from '@/lib/schema.gen'

export type Unit = 'share' | 'ms' | 'tokens' | 'count'
/** `name` is that of the server, such as `recall@10`; `meaning` leads to the words on it. */
export type Measure = { name: string; meaning: string; unit: Unit; lessIsBetter: boolean }
export type MeasureGroup = { group: 'search' | 'answers' | 'speed'; measures: Measure[] }

const OF_SEARCH = ['recall', 'mrr', 'ndcg']

function unitOf(name: string): Unit {
  if (name.includes('_ms')) return 'ms'
  if (name.startsWith('tokens_')) return 'tokens'
  return name === 'failed' || name === 'questions' ? 'count' : 'share'
}

/** The measures that a variant has a figure of, in the order of the report. */
export function measuresOf(variants: readonly VariantFigures[]): MeasureGroup[] {
  const groups: Record<MeasureGroup['group'], Measure[]> = { search: [], answers: [], speed: [] }
  for (const name of Object.keys(variants[0]?.figures ?? {})) {
    const isTold = variants.some((variant) => typeof variant.figures[name] === 'number')
    if (!isTold || name === 'questions') continue
    const unit = unitOf(name)
    const meaning = name.replace(/@\d+$/, '')
    const isOfSpeed = unit === 'ms' || unit === 'tokens'
    const group = isOfSpeed ? 'speed' : OF_SEARCH.includes(meaning) ? 'search' : 'answers'
    groups[group].push({ name, meaning, unit, lessIsBetter: unit !== 'share' })
  }
  return (['search', 'answers', 'speed'] as const)
    .map((group) => ({ group, measures: groups[group] }))
    .filter(({ measures }) => measures.length > 0)
}

/** Length of the bar of a figure, from 0 to 1: shares as they are, the rest beside the greatest. */
export function barOf(
  measure: Measure,
  variant: VariantFigures,
  variants: readonly VariantFigures[],
): number {
  const value = variant.figures[measure.name] ?? 0
  if (measure.unit === 'share') return value
  const greatest = Math.max(...variants.map((each) => each.figures[measure.name] ?? 0))
  return greatest === 0 ? 0 : value / greatest
}
