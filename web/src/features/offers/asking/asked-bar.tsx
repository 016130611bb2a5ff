import { Link } from '@tanstack/react-router'
import { BriefcaseBusiness } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import type { AskedAbout } from '@/features/offers/asking/use-asked-offers'
import { askingWords } from '@/features/offers/asking/asking-words'
import { writeOfferParams } from '@/features/offers/offer-params'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

/** Above a chat about offers: which it is narrowed to, and how to ask about everything. */
export function AskedBar({ about }: { about: AskedAbout }) {
  const t = useWords(askingWords)
  const { asked, scope, error } = about
  if (!asked) return null
  return (
    <div className="mx-auto flex w-full max-w-[46rem] flex-col gap-2 px-4 pt-2">
      {error && <Failure error={error} onRetry={about.refetch} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border bg-surface py-1 ps-3 pe-1 text-sm">
        <BriefcaseBusiness aria-hidden className="size-4 shrink-0 text-muted" />
        <p className="min-w-0 flex-1 basis-48 py-1">
          {error ? t.aboutFailed : scope ? <Told about={about} /> : t.aboutPending}
        </p>
        {asked.kind === 'fitting' && (
          <Link
            to="/offers"
            search={writeOfferParams(asked.params) as object}
            className="text-accent underline"
          >
            {t.toOffers}
          </Link>
        )}
        <Button size="small" look="quiet" onClick={about.leave}>
          {t.leave}
        </Button>
      </div>
    </div>
  )
}

function Told({ about: { scope, sent } }: { about: AskedAbout }) {
  const t = useWords(askingWords)
  const { number } = useFormat()
  if (!scope || !sent) return t.aboutNone
  const count = scope.is_cut ? scope.documents.length : scope.offers
  const told = t.about(count, number(count))
  return scope.is_cut ? `${told} (${t.cut}).` : `${told}.`
}
