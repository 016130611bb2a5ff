import type { ErrorComponentProps } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'

import { shellWords } from '@/app/shell-words'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { useWords } from '@/lib/words'

/** Each browser says it in its own words when a file of the page is not there. */
const FILE_IS_GONE =
  /dynamically imported module|importing a module script failed|preload CSS|ChunkLoadError/i

/** A page that broke: what to do, while all around it goes on. */
export function PageFailed({ error }: ErrorComponentProps) {
  const t = useWords(shellWords)
  const reason = error instanceof Error ? error.message : String(error)
  const isGone = FILE_IS_GONE.test(reason)
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 p-8 text-center">
      <h1 className="text-xl font-semibold">{isGone ? t.renewed : t.failed}</h1>
      <p>{isGone ? t.renewedMeans : t.failedMeans}</p>
      {!isGone && (
        <p className="max-h-32 max-w-full overflow-auto rounded-lg bg-sunken p-2 font-mono text-xs wrap-anywhere text-muted">
          {reason}
        </p>
      )}
      <Button
        look="primary"
        onClick={() => {
          location.reload()
        }}
      >
        <RefreshCw aria-hidden className="size-4" />
        {t.reload}
      </Button>
    </div>
  )
}

/** Shown only where a page takes longer than a moment to come. */
export function PagePending() {
  const t = useWords(shellWords)
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-4 md:p-8">
      <p role="status" className="sr-only">
        {t.loading}
      </p>
      <Skeleton className="h-8 w-56" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  )
}
