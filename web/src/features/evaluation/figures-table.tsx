import { FigureCell } from '@/features/evaluation/figure-cell'
import { measuresOf } from '@/features/evaluation/measures'
import { evaluationWords } from '@/features/evaluation/words'
import type { VariantFigures } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Every measure with what it means, and the figure of each variant beside the first one's. */
export function FiguresTable({ variants }: { variants: readonly VariantFigures[] }) {
  const t = useWords(evaluationWords)
  return (
    <div
      role="region"
      aria-label={t.figures}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
      tabIndex={0}
      className="overflow-x-auto rounded-lg border bg-surface"
    >
      <table className="w-full text-start text-sm">
        <thead>
          <tr className="border-b">
            <th scope="col" className="px-3 py-2 text-start font-medium">
              {t.measure}
            </th>
            {variants.map((variant) => (
              <th key={variant.name} scope="col" className="px-3 py-2 text-start font-medium">
                <bdi>{variant.name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        {measuresOf(variants).map(({ group, measures }) => (
          <tbody key={group}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={variants.length + 1}
                className="bg-sunken px-3 py-1 text-start text-xs font-medium text-muted"
              >
                {t.groups[group]}
              </th>
            </tr>
            {measures.map((measure) => (
              <tr key={measure.name} className="border-b align-top last:border-0">
                <th scope="row" className="min-w-44 px-3 py-2 text-start font-normal">
                  <span className="font-medium">{t.names[measure.meaning] ?? measure.name}</span>
                  <span className="block text-xs text-muted">
                    {t.meanings[measure.meaning]} <code>{measure.name}</code>
                  </span>
                </th>
                {variants.map((variant, index) => (
                  <FigureCell
                    key={variant.name}
                    measure={measure}
                    variant={variant}
                    variants={variants}
                    isFirst={index === 0}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
