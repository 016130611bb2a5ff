import { RotateCcw } from 'lucide-react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { failureWords } from '@/features/chat/failure-words'
import { chatWords } from '@/features/chat/words'
import type { RunError } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type RunFailureProps = { error: RunError | null; onRetry: (() => void) | null }

/** Why there is no answer, and what to do about it. */
export function RunFailure({ error, onRetry }: RunFailureProps) {
  const t = useWords(failureWords)
  const { tryAgain } = useWords(chatWords)
  const known = new Map(Object.entries(t.codes))
  const cause = error ? (known.get(error.code) ?? error.message) : t.codes.internal
  const retry = onRetry && (
    <Button size="small" onClick={onRetry}>
      <RotateCcw aria-hidden className="size-3.5" />
      {tryAgain}
    </Button>
  )
  return (
    <Banner tone="danger" action={retry}>
      {cause} {error?.retryable === false ? t.other : t.retry}
    </Banner>
  )
}
