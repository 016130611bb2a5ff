import { useQuery } from '@tanstack/react-query'

import { Failure } from '@/components/ui/failure'
import { watchesQuery } from '@/features/knowledge/queries'
import { WatchRow } from '@/features/knowledge/watches/watch-row'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import { useWords } from '@/lib/words'

const HEADING = 'watches-heading'

/** The folders that a base follows; nothing where it follows none. */
export function WatchList({ kb }: { kb: string }) {
  const t = useWords(watchWords)
  const { data, error, refetch } = useQuery(watchesQuery(kb))
  if (!data || data.length === 0) {
    return error ? <Failure error={error} onRetry={() => void refetch()} /> : null
  }
  return (
    <section aria-labelledby={HEADING} className="flex flex-col gap-3">
      <h2 id={HEADING} className="text-lg font-semibold">
        {t.heading}
      </h2>
      <ul aria-labelledby={HEADING} className="divide-y rounded-xl border bg-surface">
        {data.map((watch) => (
          <WatchRow key={watch.watch_id} kb={kb} watch={watch} />
        ))}
      </ul>
    </section>
  )
}
