import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { HitCard } from '@/features/search/hit-card'
import { searchQuery } from '@/features/search/queries'
import { countFilters, withoutFilters, type SearchParams } from '@/features/search/search-params'
import { searchWords } from '@/features/search/words'
import { useFormat } from '@/lib/format'
import type { OpenedDocument } from '@/lib/opened-document'
import type { SearchAnswer } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ResultsProps = {
  params: SearchParams
  onChange: (changed: Partial<SearchParams>) => void
  onOpen: (place: OpenedDocument) => void
}

/** What was found, or why nothing was. */
export function Results({ params, onChange, onOpen }: ResultsProps) {
  const t = useWords(searchWords)
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(searchQuery(params))
  return (
    <section aria-label={t.results} aria-busy={isFetching} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <State answer={data} isFetching={isFetching} />
        <ExplainSwitch
          isOn={params.explain}
          onChange={(explain) => {
            onChange({ explain })
          }}
        />
      </div>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && isFetching && <ResultsSkeleton />}
      {data && !error && (
        <div className={isPlaceholderData ? 'opacity-60' : undefined}>
          <Found answer={data} params={params} onChange={onChange} onOpen={onOpen} />
        </div>
      )}
    </section>
  )
}

function State({ answer, isFetching }: { answer?: SearchAnswer; isFetching: boolean }) {
  const t = useWords(searchWords)
  const { number } = useFormat()
  const count = answer?.hits.length
  return (
    <p role="status" className="min-h-6 text-sm text-muted">
      {isFetching ? t.searching : count !== undefined && t.found(count, number(count))}
    </p>
  )
}

function ExplainSwitch({ isOn, onChange }: { isOn: boolean; onChange: (on: boolean) => void }) {
  const t = useWords(searchWords)
  return (
    <label className="flex cursor-pointer items-center gap-2 text-sm font-medium">
      <input
        type="checkbox"
        role="switch"
        className="size-4 accent-accent"
        checked={isOn}
        onChange={({ target }) => {
          onChange(target.checked)
        }}
      />
      {t.explain}
    </label>
  )
}

function Found({ answer, params, onChange, onOpen }: ResultsProps & { answer: SearchAnswer }) {
  const t = useWords(searchWords)
  const { hits, notes = [] } = answer
  return (
    <div className="flex flex-col gap-4">
      {notes.map((note) => (
        <Banner key={`${note.kb} ${note.code}`} tone="warn">
          {note.kb && <strong>{note.kb}: </strong>}
          {note.message}
        </Banner>
      ))}
      {hits.length === 0 && <Nothing params={params} onChange={onChange} />}
      {params.explain && hits.length > 0 && <p className="text-sm text-muted">{t.legend}</p>}
      <ol className="flex flex-col gap-3">
        {hits.map((hit) => (
          <HitCard key={hit.chunk_id} hit={hit} query={params.q} onOpen={onOpen} />
        ))}
      </ol>
    </div>
  )
}

function Nothing({ params, onChange }: Omit<ResultsProps, 'onOpen'>) {
  const t = useWords(searchWords)
  return (
    <EmptyState icon={SearchX} title={t.nothing}>
      <p>{t.nothingHint}</p>
      {countFilters(params.filters) > 0 && (
        <>
          <p>{t.nothingFiltered}</p>
          <Button
            size="small"
            onClick={() => {
              onChange(withoutFilters(params))
            }}
          >
            {t.clear}
          </Button>
        </>
      )}
    </EmptyState>
  )
}

function ResultsSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      {[1, 2, 3, 4].map((card) => (
        <div key={card} className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
          <Skeleton className="h-5 w-56" />
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-16 w-full" />
        </div>
      ))}
    </div>
  )
}
