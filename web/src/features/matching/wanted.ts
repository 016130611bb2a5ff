import type { FitParams } from '@/features/matching/fit-params'
import type { KeptJob } from '@/features/matching/kept-job'
import { jobWanted, MOST_SHOWN } from '@/features/matching/queries'
import type { MatchWanted } from '@/lib/schema.gen'

/** What to compare, or null for as long as a side of it is not chosen. */
export function wantedOf(
  { resume, kb, offer }: FitParams,
  job: KeptJob | null,
  hasOwn: boolean,
): MatchWanted | null {
  const hasPeople = resume.length > 0 || kb.length > 0 || hasOwn
  if (!hasPeople || (!offer && !job)) return null
  return {
    resumes: resume,
    documents: [],
    kbs: kb,
    offers: offer ? [offer] : [],
    job: offer || !job ? null : jobWanted(job),
    limit: MOST_SHOWN,
  }
}
