import { useInfiniteQuery } from '@tanstack/react-query'

import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { readReason, useReason } from '@/features/knowledge/documents/use-reason'
import { watchedFilesQuery } from '@/features/knowledge/queries'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import type { FollowedFileRead, WatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const TROUBLE = ['failed', 'refused']

/** Each file of a watched folder with its state, and the reason where it is not found. */
export function WatchedFiles({ kb, watch }: { kb: string; watch: WatchRead }) {
  const t = useWords(watchWords)
  const found = useInfiniteQuery(watchedFilesQuery(kb, watch.watch_id))
  if (found.isPending) return <Skeleton className="mt-2 h-24 w-full" />
  if (!found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const files = found.data.pages.flatMap((page) => page.files)
  if (files.length === 0) return <p className="pt-2 text-sm text-muted">{t.noFiles}</p>
  return (
    <>
      <ul aria-label={t.filesOf(watch.path)} className="mt-2 divide-y border-t">
        {files.map((file) => (
          <FileRow key={file.path} file={file} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button size="small" onClick={() => void found.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </>
  )
}

function FileRow({ file }: { file: FollowedFileRead }) {
  const t = useWords(watchWords)
  const reasonOf = useReason()
  const reason = readReason(file.reason)
  return (
    <li className="flex flex-wrap items-center gap-x-2 py-1 text-sm">
      <bdi className="min-w-0 wrap-anywhere">{file.path}</bdi>
      <Chip tone={TROUBLE.includes(file.state) ? 'danger' : 'neutral'}>
        {t.files[file.state] ?? file.state}
      </Chip>
      {file.same_as && <span className="text-muted">{t.sameAs(file.same_as)}</span>}
      {reason && (
        <p className="w-full wrap-anywhere text-danger">
          {reasonOf({ ...reason, path: file.path })}
        </p>
      )}
    </li>
  )
}
