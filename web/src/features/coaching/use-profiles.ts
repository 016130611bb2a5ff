import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { ownResumeQuery, resumesQuery } from '@/lib/queries/resumes'

/** The résumés that coaching may be about, and the one that is chosen: one's own at first. */
export function useProfiles(resumeId: string | undefined) {
  const { data, error, refetch } = useInfiniteQuery(resumesQuery(null))
  const own = useQuery(ownResumeQuery).data?.resume_id ?? null
  const [chosen, setChosen] = useState(resumeId ?? null)
  const resumes = useMemo(() => data?.pages.flatMap((page) => page.resumes), [data])
  const first = resumes?.[0]?.resume_id
  return {
    resumes,
    own,
    chosen: [chosen, own, first].find(Boolean) ?? '',
    onChoose: setChosen,
    error,
    onRetry: () => void refetch(),
  }
}
