import { searchWords } from '@/features/search/words'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import type { ExplanationRead, PlaceRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ExplanationTableProps = { explanation: ExplanationRead; document: string }

/** Where a hit stood after each step of the search. */
export function ExplanationTable({ explanation, document }: ExplanationTableProps) {
  const t = useWords(searchWords)
  const { percent } = useFormat()
  const { model, meaning, words, fused, trust, rerank, held_back: isHeldBack } = explanation
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm tabular-nums">
        <caption className="sr-only">{t.order(document)}</caption>
        <thead className="text-muted">
          <tr className="border-b">
            <th scope="col" className="py-1 pr-3 font-medium">
              {t.step}
            </th>
            <th scope="col" className="py-1 pr-3 text-right font-medium">
              {t.rank}
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {t.value}
            </th>
          </tr>
        </thead>
        <tbody>
          <Step name={t.byMeaning(model)} place={meaning} />
          <Step name={t.byWords} place={words} />
          <Step name={t.fused(percent(trust))} place={fused} />
          {rerank && (
            <Step
              name={t.reranked(rerank.name, rerank.before)}
              place={{ rank: rerank.after, score: rerank.score }}
            />
          )}
        </tbody>
      </table>
      {isHeldBack && <p className="pt-1 text-sm text-muted">{t.heldBack}</p>}
    </div>
  )
}

function Step({ name, place }: { name: string; place: PlaceRead | null }) {
  const t = useWords(searchWords)
  const { locale } = usePreferences()
  const score = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  return (
    <tr className="border-b last:border-0">
      <th scope="row" className="py-1 pr-3 font-normal">
        {name}
      </th>
      <td className="py-1 pr-3 text-right">{place ? place.rank : '–'}</td>
      <td className="py-1 text-right">
        {place ? score.format(place.score) : <span className="text-muted">{t.notAmong}</span>}
      </td>
    </tr>
  )
}
