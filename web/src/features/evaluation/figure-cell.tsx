import { barOf, type Measure } from '@/features/evaluation/measures'
import { evaluationWords } from '@/features/evaluation/words'
import { useFormat } from '@/lib/format'
import type { VariantFigures } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type FigureCellProps = {
  measure: Measure
  variant: VariantFigures
  variants: readonly VariantFigures[]
  isFirst: boolean
}

/** A figure, its bar, and how far it is from the first variant's. */
export function FigureCell({ measure, variant, variants, isFirst }: FigureCellProps) {
  const t = useWords(evaluationWords)
  const say = useFigure(measure)
  const value = variant.figures[measure.name] ?? null
  return (
    <td className="min-w-32 px-3 py-2 tabular-nums">
      {value === null ? <span className="text-muted">{t.notMeasured}</span> : say(value)}
      <div aria-hidden className="my-1 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className="h-full rounded-full bg-accent"
          style={{ width: `${100 * barOf(measure, variant, variants)}%` }}
        />
      </div>
      {!isFirst && <Difference measure={measure} value={variant.differences[measure.name]} />}
    </td>
  )
}

type DifferenceProps = { measure: Measure; value: number | null | undefined }

function Difference({ measure, value }: DifferenceProps) {
  const t = useWords(evaluationWords)
  const say = useFigure(measure)
  if (typeof value !== 'number') return null
  const amount = say(Math.abs(value))
  if (amount === say(0)) return <span className="text-xs text-muted">{t.same}</span>
  const isBetter = value < 0 === measure.lessIsBetter
  const signed = `${value < 0 ? '−' : '+'}${amount}`
  return (
    <span className={`text-xs whitespace-nowrap ${isBetter ? 'text-ok' : 'text-danger'}`}>
      {isBetter ? t.better(signed) : t.worse(signed)}
    </span>
  )
}

function useFigure({ unit }: Measure) {
  const t = useWords(evaluationWords)
  const { number } = useFormat()
  return (value: number) => {
    if (unit === 'ms') return t.ms(number(Math.round(value)))
    return number(unit === 'share' ? Math.round(value * 1000) / 1000 : Math.round(value))
  }
}
