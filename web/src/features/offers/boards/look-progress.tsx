import { Button } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { boardWords } from '@/features/offers/boards/board-words'
import { CountChips } from '@/features/offers/boards/count-chips'
import type { useLook } from '@/features/offers/boards/use-look'
import { useStopRun } from '@/features/offers/queries'
import { useWords } from '@/lib/words'

type LookProgressProps = { name: string; look: NonNullable<ReturnType<typeof useLook>> }

/** A look at a board as it goes on: what was seen so far, and how to stop it. */
export function LookProgress({ name, look }: LookProgressProps) {
  const t = useWords(boardWords)
  const stop = useStopRun()
  const { progress } = look
  const isAbout = look.phase === 'queued'
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-sm text-muted">
        {isAbout ? t.waiting(name) : t.looking(name)}
      </p>
      <ProgressBar
        label={t.looking(name)}
        done={progress?.done}
        // Until a board has told all it has, what is seen is all there is.
        total={progress && progress.total > progress.done ? progress.total : undefined}
      />
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <CountChips counts={progress?.offers ?? {}} />
        <Button
          size="small"
          aria-label={t.stopFor(name)}
          disabled={look.isOver || stop.isPending || stop.isSuccess}
          onClick={() => {
            stop.mutate(look.runId)
          }}
        >
          {t.stop}
        </Button>
      </div>
    </div>
  )
}
