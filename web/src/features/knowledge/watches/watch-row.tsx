import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { readReason, useReason } from '@/features/knowledge/documents/use-reason'
import { StopWatchingDialog } from '@/features/knowledge/watches/stop-watching-dialog'
import { useWatchActions } from '@/features/knowledge/watches/use-watch-actions'
import { WatchedFiles } from '@/features/knowledge/watches/watched-files'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import { useFormat } from '@/lib/format'
import type { WatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** A watched folder: how it stands, what is in it, and what can be done. */
export function WatchRow({ kb, watch }: { kb: string; watch: WatchRead }) {
  const t = useWords(watchWords)
  const reasonOf = useReason()
  const { look, stop } = useWatchActions(kb, watch)
  const [isStopping, setIsStopping] = useState(false)
  const [showsFiles, setShowsFiles] = useState(false)
  const reason = readReason(watch.reason)
  return (
    <li className="flex flex-col gap-2 px-3 py-2.5">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <p className="min-w-0 flex-1 basis-60 font-medium wrap-anywhere">
          <bdi>{watch.path}</bdi>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            disabled={look.isPending}
            onClick={() => {
              look.mutate()
            }}
          >
            {t.look}
          </Button>
          {!watch.by_setting && (
            <Button
              size="small"
              onClick={() => {
                setIsStopping(true)
              }}
            >
              {t.stop}
            </Button>
          )}
        </div>
      </div>
      <WatchFacts watch={watch} />
      {reason && <p className="text-sm wrap-anywhere text-danger">{reasonOf(reason)}</p>}
      <details
        onToggle={(event) => {
          setShowsFiles(event.currentTarget.open)
        }}
      >
        <summary className="w-fit cursor-pointer text-sm text-muted hover:text-ink">
          {t.showFiles}
        </summary>
        {showsFiles && <WatchedFiles kb={kb} watch={watch} />}
      </details>
      <StopWatchingDialog
        path={watch.path}
        open={isStopping}
        onOpenChange={setIsStopping}
        onStop={(remove) => {
          stop.mutate(remove)
        }}
      />
    </li>
  )
}

function WatchFacts({ watch }: { watch: WatchRead }) {
  const t = useWords(watchWords)
  const format = useFormat()
  const isWell = watch.state === 'watched' || watch.state === 'new'
  const notes = [
    watch.looked_at && t.lookedAt(format.ago(watch.looked_at)),
    watch.skipped > 0 && t.skipped(watch.skipped),
    !watch.is_followed && t.onlyAsked,
    watch.by_setting && t.bySetting,
  ].filter(Boolean)
  return (
    <>
      <div className="flex flex-wrap gap-1">
        <Chip tone={isWell ? 'accent' : 'danger'}>{t.states[watch.state] ?? watch.state}</Chip>
        {Object.entries(watch.files).map(([state, count]) =>
          count ? (
            <Chip key={state} tone={state === 'failed' ? 'danger' : 'neutral'}>
              {format.number(count)} {t.files[state] ?? state}
            </Chip>
          ) : null,
        )}
      </div>
      {notes.length > 0 && <p className="text-sm text-muted">{notes.join(' · ')}</p>}
    </>
  )
}
