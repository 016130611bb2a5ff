import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { ProgressBar } from '@/components/ui/progress-bar'
import { usePull } from '@/features/models/use-pull'
import { modelsWords } from '@/features/models/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

type PullModelProps = { name: string; act: string; disabled?: boolean }

/** A button that fetches a model; while it does, how far it is. */
export function PullModel({ name, act, disabled = false }: PullModelProps) {
  const t = useWords(modelsWords)
  const pull = usePull(name)
  if (pull.isRunning) {
    return (
      <div className="flex w-64 max-w-full flex-col gap-1.5">
        <PullProgress name={name} done={pull.progress?.done} total={pull.progress?.total} />
        <Button size="small" disabled={pull.isStopping} onClick={pull.stop}>
          {t.stopFetching}
        </Button>
      </div>
    )
  }
  return (
    <div className="flex max-w-sm flex-col items-end gap-1.5">
      <Button
        size="small"
        disabled={disabled || pull.isBeginning}
        aria-label={name ? t.ofModel(act, name) : undefined}
        onClick={pull.begin}
      >
        {act}
      </Button>
      {pull.error && <Failure error={pull.error} />}
    </div>
  )
}

type PullProgressProps = { name: string; done?: number; total?: number | null }

function PullProgress({ name, done = 0, total }: PullProgressProps) {
  const t = useWords(modelsWords)
  const { bytes } = useFormat()
  return (
    <>
      <p role="status" className="sr-only">
        {t.fetching(name)}
      </p>
      <p className="text-sm text-muted" aria-hidden>
        {total ? `${bytes(done)} / ${bytes(total)}` : t.fetchingShort}
      </p>
      <ProgressBar label={t.fetching(name)} done={done} total={total ?? undefined} />
    </>
  )
}
