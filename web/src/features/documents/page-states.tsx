import * as Tabs from '@radix-ui/react-tabs'
import { FileQuestionMark } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { documentWords } from '@/features/documents/words'
import { useWords } from '@/lib/words'

export function NoPicture({ onShowText }: { onShowText: () => void }) {
  const t = useWords(documentWords)
  return (
    <EmptyState icon={FileQuestionMark} title={t.noPicture}>
      <Button size="small" onClick={onShowText}>
        {t.showText}
      </Button>
    </EmptyState>
  )
}

export function NoText({ isShown }: { isShown: boolean }) {
  const t = useWords(documentWords)
  if (!isShown) return null
  return (
    <Tabs.Content value="text">
      <EmptyState icon={FileQuestionMark} title={t.noText} />
    </Tabs.Content>
  )
}

export function PageFailure({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    error && (
      <div className="p-4">
        <Failure error={error} onRetry={onRetry} />
      </div>
    )
  )
}

export function TextSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-4">
      {[90, 75, 96, 60, 84].map((width) => (
        <div key={width} style={{ width: `${width}%` }}>
          <Skeleton />
        </div>
      ))}
    </div>
  )
}
