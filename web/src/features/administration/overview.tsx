import { useQuery } from '@tanstack/react-query'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { Amounts } from '@/features/administration/amounts'
import { Checks } from '@/features/administration/checks'
import { overviewQuery } from '@/features/administration/queries'
import { Failures, Tokens, Work } from '@/features/administration/work'
import { administrationWords } from '@/features/administration/words'
import { PageSection } from '@/components/page-section'
import { useWords } from '@/lib/words'

/** How the server is, for who looks after it. */
export function Overview() {
  const t = useWords(administrationWords)
  const { data: overview, error } = useQuery(overviewQuery)
  if (!overview) {
    return error ? <Failure error={error} /> : <Skeleton className="h-96 w-full rounded-lg" />
  }
  return (
    <div className="flex flex-col gap-10">
      <PageSection id="health" title={t.health}>
        <Checks checks={overview.checks} />
      </PageSection>
      <PageSection id="amounts" title={t.amounts}>
        <Amounts overview={overview} />
      </PageSection>
      <PageSection id="runs" title={t.runs}>
        <Work overview={overview} />
      </PageSection>
      <PageSection id="failures" title={t.failures}>
        <Failures overview={overview} />
      </PageSection>
      <PageSection id="tokens" title={t.tokens}>
        <Tokens overview={overview} />
      </PageSection>
    </div>
  )
}
