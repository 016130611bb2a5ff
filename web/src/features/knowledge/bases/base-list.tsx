import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Library } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { BaseFigures } from '@/features/knowledge/bases/base-figures'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { unreadOf } from '@/features/knowledge/queries'
import { basesQuery } from '@/lib/queries/bases'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const POLLED_MS = 2_000

/** The bases by name. */
export function BaseList() {
  const t = useWords(baseWords)
  const bases = useQuery({
    ...basesQuery,
    refetchInterval: ({ state }) =>
      state.data?.kbs.some((base) => unreadOf(base) > 0) ? POLLED_MS : false,
  })
  if (bases.isPending) return <Skeleton className="h-40 w-full rounded-xl" />
  if (!bases.data) return <Failure error={bases.error} onRetry={() => void bases.refetch()} />
  if (bases.data.length === 0) {
    return (
      <EmptyState icon={Library} title={t.none}>
        <p>{t.noneText}</p>
      </EmptyState>
    )
  }
  return (
    <ul aria-label={t.list} className="divide-y rounded-xl border bg-surface">
      {bases.data.map((base) => (
        <BaseRow key={base.kb_id} base={base} />
      ))}
    </ul>
  )
}

function BaseRow({ base }: { base: BaseRead }) {
  return (
    <li className="relative flex flex-col gap-0.5 px-4 py-3 hover:bg-sunken">
      {/* The whole row leads there; its name is what is read out. */}
      <Link
        to="/bases/$kb"
        params={{ kb: base.access === 'own' ? base.name : base.kb_id }}
        className="self-start font-semibold wrap-anywhere after:absolute after:inset-0 hover:underline"
      >
        <bdi>{base.name}</bdi>
      </Link>
      <BaseFigures base={base} />
      <p className="text-sm wrap-anywhere text-muted">
        {base.access !== 'own' && (
          <>
            <bdi>{base.owner}</bdi> ·{' '}
          </>
        )}
        {base.model}
      </p>
    </li>
  )
}
