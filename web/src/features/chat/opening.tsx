import { Link } from '@tanstack/react-router'
import { MessageCircleOff } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { chatWords } from '@/features/chat/words'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'

type OpeningProps = {
  messages: { isPending: boolean; error: Error | null; refetch: () => Promise<unknown> }
}

/** A conversation of which nothing is there to show: it is being fetched, or cannot be. */
export function Opening({ messages: { isPending, error, refetch } }: OpeningProps) {
  const t = useWords(chatWords)
  if (error instanceof Problem && error.status === 404) {
    return (
      <EmptyState icon={MessageCircleOff} title={t.gone}>
        <Link to="/chat" className="text-accent underline">
          {t.beginNew}
        </Link>
      </EmptyState>
    )
  }
  if (error) {
    return (
      <div className="px-4 py-3">
        <Failure error={error} onRetry={() => void refetch()} />
      </div>
    )
  }
  if (!isPending) return null
  return (
    <div className="flex flex-col gap-4 px-4 py-3">
      <Skeleton className="h-10 w-1/2 self-end rounded-2xl" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="h-4 w-2/3" />
    </div>
  )
}
