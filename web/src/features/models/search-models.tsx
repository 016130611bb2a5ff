import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { OtherModel } from '@/features/models/other-model'
import { modelsQuery } from '@/features/models/queries'
import { SearchModelRow } from '@/features/models/search-model-row'
import { modelsWords } from '@/features/models/words'
import { useWords } from '@/lib/words'

const SHOWN = 5

/** Models that find passages: to be fetched, tried and removed. */
export function SearchModels() {
  const t = useWords(modelsWords)
  const models = useQuery(modelsQuery)
  const [all, setAll] = useState(false)
  if (models.error) return <Failure error={models.error} onRetry={() => void models.refetch()} />
  if (!models.data) return <Skeleton className="h-96 w-full rounded-lg" />
  const shown = models.data.filter((model, index) => all || index < SHOWN || model.used_by.length)
  return (
    <>
      <p className="text-sm text-muted">{t.embeddingMeans}</p>
      <ul className="flex flex-col divide-y rounded-lg border bg-surface">
        {shown.map((model) => (
          <li key={model.name}>
            <SearchModelRow model={model} />
          </li>
        ))}
      </ul>
      {shown.length < models.data.length && (
        <Button
          size="small"
          look="quiet"
          className="self-start"
          onClick={() => {
            setAll(true)
          }}
        >
          {t.showAll(models.data.length)}
        </Button>
      )}
      <OtherModel />
    </>
  )
}
