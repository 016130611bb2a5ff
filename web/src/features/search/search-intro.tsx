import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Library, Search } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { searchWords } from '@/features/search/words'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

/** Before anything is searched: what this is, or what is missing for it. */
export function SearchIntro() {
  const t = useWords(searchWords)
  const { data: bases } = useQuery(basesQuery)
  if (bases?.length === 0) {
    return (
      <EmptyState icon={Library} title={t.noBases}>
        <p>{t.noBasesHint}</p>
        <Link to="/bases" className="text-accent underline">
          {t.toBases}
        </Link>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={Search} title={t.emptyTitle}>
      <p>{t.emptyHint}</p>
    </EmptyState>
  )
}
