import { useQuery } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { healthQuery, serverQuery } from '@/features/settings/queries'
import { settingsWords } from '@/features/settings/words'
import { useWords } from '@/lib/words'

/** Versions and places, and whether the server finds itself in order. */
export function ServerFacts() {
  const t = useWords(settingsWords)
  const server = useQuery(serverQuery)
  if (server.error) return <Failure error={server.error} onRetry={() => void server.refetch()} />
  if (!server.data) return <Skeleton className="h-72 w-full rounded-lg" />
  const facts = [
    [t.version, server.data.version],
    [t.dataDir, server.data.data_dir],
    [t.database, server.data.database],
    [t.vectorStore, server.data.vector_store],
    [t.embeddingModel, server.data.embedding_model],
    [t.python, server.data.python],
    [t.platform, server.data.platform],
  ] as const
  return (
    <>
      <Health />
      <dl className="divide-y rounded-lg border bg-surface text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-wrap gap-x-4 px-3 py-2">
            <dt className="w-44 text-muted">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Health() {
  const t = useWords(settingsWords)
  const { data: isReady } = useQuery(healthQuery)
  if (isReady === undefined) return <Skeleton className="h-6 w-80" />
  const Icon = isReady ? CircleCheck : TriangleAlert
  return (
    <p className={`flex items-center gap-2 text-sm ${isReady ? 'text-ok' : 'text-danger'}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {isReady ? t.healthy : t.unhealthy}
    </p>
  )
}
