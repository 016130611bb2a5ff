import { MessagesSquare } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { Button } from '@/components/ui/button'
import { coachingWords } from '@/features/coaching/words'
import { useWords } from '@/lib/words'

const StartDialog = lazy(() =>
  import('@/features/coaching/start-dialog').then((file) => ({ default: file.StartDialog })),
)

export type StartCoachingProps = {
  /** Without an offer the text of a job is asked for. */
  offerId?: string
  jobTitle?: string
  /** Whose coaching it is at first; one's own résumé where it is left out. */
  resumeId?: string
}

/** Begins a coaching session, and goes to its conversation. */
export function StartCoaching(props: StartCoachingProps) {
  const t = useWords(coachingWords)
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button
        onClick={() => {
          setIsOpen(true)
        }}
      >
        <MessagesSquare aria-hidden className="size-4" />
        {t.start}
      </Button>
      <Suspense>{isOpen && <StartDialog {...props} onOpenChange={setIsOpen} />}</Suspense>
    </>
  )
}
