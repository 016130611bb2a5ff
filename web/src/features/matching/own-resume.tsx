import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { choiceWords } from '@/features/matching/choice-words'
import { ownResumeQuery } from '@/lib/queries/resumes'
import { useWords } from '@/lib/words'

/** Which résumé is one's own, or how to say so. */
export function OwnResume() {
  const t = useWords(choiceWords)
  const { data: own, error, refetch } = useQuery(ownResumeQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (own === undefined) return <Skeleton className="h-12 w-full" />
  if (own) return null
  return (
    <div className="text-sm text-muted">
      <p>{t.noOwn}</p>
      <p>
        {t.noOwnHint}{' '}
        <Link to="/resumes" className="text-accent underline">
          {t.toResumes}
        </Link>
      </p>
    </div>
  )
}
