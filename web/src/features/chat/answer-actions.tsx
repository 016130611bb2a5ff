import { Copy, Quote, RotateCcw } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { withCitations, withoutCitations } from '@/features/chat/copy-text'
import { useCopy } from '@/features/chat/use-copy'
import { chatWords } from '@/features/chat/words'
import type { Citation } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type AnswerActionsProps = {
  text: string
  citations: readonly Citation[]
  onRetry: () => void
}

export function AnswerActions({ text, citations, onRetry }: AnswerActionsProps) {
  const t = useWords(chatWords)
  const copy = useCopy()
  return (
    <>
      {text && (
        <IconButton
          icon={Copy}
          size="small"
          label={t.copy}
          onClick={() => {
            copy(withoutCitations(text, citations))
          }}
        />
      )}
      {text && citations.length > 0 && (
        <IconButton
          icon={Quote}
          size="small"
          label={t.copyCited}
          onClick={() => {
            copy(withCitations(text, citations))
          }}
        />
      )}
      <IconButton icon={RotateCcw} size="small" label={t.tryAgain} onClick={onRetry} />
    </>
  )
}
