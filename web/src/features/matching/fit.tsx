import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'

import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { Asked } from '@/features/matching/asked'
import { Comparison } from '@/features/matching/comparison'
import { useFitParams, type FitParams } from '@/features/matching/fit-params'
import { JobChoice } from '@/features/matching/job-choice'
import { useKeptJob, type KeptJob } from '@/features/matching/kept-job'
import { askedQuery, readRequirementsAgain, setRequirements } from '@/features/matching/queries'
import { wantedOf } from '@/features/matching/wanted'
import { WhoChoice } from '@/features/matching/who-choice'
import { fitWords } from '@/features/matching/words'
import { ownResumeQuery } from '@/lib/queries/resumes'
import type { OpenedDocument } from '@/lib/opened-document'
import type { JobRead, RequirementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const NOBODY = { candidate: '', requirement: '' }

/** Whose CV, which job, what it asks for, and who fits how well. */
export function Fit({ onOpen }: { onOpen: (place: OpenedDocument) => void }) {
  const t = useWords(fitWords)
  const { params, change } = useFitParams()
  const { job, keep } = useKeptJob()
  const { data: own } = useQuery(ownResumeQuery)
  const asked = useAsked(params, job, keep)
  const [isAskedOpen, setAskedOpen] = useState(false)
  const wanted = wantedOf(params, job, Boolean(own))
  return (
    <>
      <p className="text-muted">{t.intro}</p>
      <div className="flex flex-wrap items-start gap-4">
        <WhoChoice params={params} onChange={change} />
        <JobChoice
          params={params}
          job={job}
          asked={asked.job}
          onOffer={(offer) => {
            change({ ...NOBODY, offer })
          }}
          onText={(next) => {
            keep(next)
            setAskedOpen(true)
            change({ ...NOBODY, offer: '' })
          }}
        />
      </div>
      {asked.error && <Failure error={asked.error} onRetry={asked.again} />}
      {asked.isPending && <Skeleton className="h-28 w-full rounded-xl" />}
      {asked.job && (
        <Asked
          asked={asked.job}
          isOpen={isAskedOpen}
          onToggle={() => {
            setAskedOpen(!isAskedOpen)
          }}
          onSave={asked.save}
          onBack={asked.back}
        />
      )}
      {wanted ? (
        <Comparison wanted={wanted} params={params} onChange={change} onOpen={onOpen} />
      ) : (
        <EmptyState icon={ListChecks} title={t.start}>
          <p>{t.startHint}</p>
        </EmptyState>
      )}
    </>
  )
}

/** What the job asks for, and how to have it ask for something else. */
function useAsked({ offer }: FitParams, job: KeptJob | null, keep: (job: KeptJob) => void) {
  const client = useQueryClient()
  const query = askedQuery(offer, job)
  const { data, error, isLoading, refetch } = useQuery(query)
  const isText = offer === '' && job !== null
  const put = (next: JobRead) => {
    client.setQueryData(query.queryKey, next)
    return client.invalidateQueries({ queryKey: ['matching', 'matches'] })
  }
  const save = async (requirements: RequirementRead[]) => {
    if (isText) keep({ ...job, requirements })
    else await put(await setRequirements(offer, requirements))
  }
  const back = async () => {
    if (isText) keep({ ...job, requirements: null })
    else await put(await readRequirementsAgain(offer))
  }
  const edited = isText && job.requirements
  return {
    job: data && edited ? { ...data, requirements: edited, is_edited: true } : data,
    error,
    isPending: isLoading,
    again: () => void refetch(),
    save,
    back,
  }
}
