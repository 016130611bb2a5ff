import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { useReason } from '@/features/knowledge/documents/use-reason'
import { useRetry } from '@/features/knowledge/documents/use-retry'
import type { Job } from '@/features/knowledge/jobs/job-state'
import { tell } from '@/features/knowledge/jobs/job-store'
import { jobWords } from '@/features/knowledge/jobs/job-words'
import type { LeftOut } from '@/features/knowledge/picking/picked-file'
import { useWords } from '@/lib/words'

const FEW = 8
const MOST = 500

/** Each file that did not make it, with the reason; what was read and failed may be tried again. */
export function LeftOutList({ job, leftOut }: { job: Job; leftOut: readonly LeftOut[] }) {
  const t = useWords(jobWords)
  const [showsAll, setShowsAll] = useState(false)
  if (leftOut.length === 0) return null
  const shown = leftOut.slice(0, showsAll ? MOST : FEW)
  const hidden = leftOut.length - shown.length
  return (
    <>
      <ul aria-label={t.leftOutList} className="divide-y border-t">
        {shown.map((each, at) => (
          <LeftOutRow key={`${at} ${each.path}`} job={job} leftOut={each} />
        ))}
      </ul>
      {hidden > 0 && showsAll && <p className="text-sm text-muted">{t.more(hidden)}</p>}
      {hidden > 0 && !showsAll && (
        <Button
          size="small"
          className="self-start"
          onClick={() => {
            setShowsAll(true)
          }}
        >
          {t.showAll(leftOut.length)}
        </Button>
      )}
    </>
  )
}

function LeftOutRow({ job, leftOut }: { job: Job; leftOut: LeftOut }) {
  const t = useWords(jobWords)
  const reason = useReason()
  const retry = useRetry(job.kb)
  const { documentId } = leftOut
  return (
    <li className="flex items-start gap-2 py-1.5 text-sm">
      <div className="min-w-0 flex-1 wrap-anywhere">
        <bdi className="font-medium">{leftOut.path}</bdi>
        <p className="text-danger">{reason(leftOut)}</p>
      </div>
      {documentId && (
        <Button
          size="small"
          aria-label={t.retryOf(leftOut.path)}
          disabled={retry.isPending}
          onClick={() => {
            const failed = { path: leftOut.path, documentId }
            retry.mutate(failed, {
              onSuccess: () => {
                tell({ type: 'retried', id: job.id, path: leftOut.path })
              },
            })
          }}
        >
          {t.retry}
        </Button>
      )}
    </li>
  )
}
