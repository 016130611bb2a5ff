import { JobCard } from '@/features/knowledge/jobs/job-card'
import { useJobs } from '@/features/knowledge/jobs/job-store'
import { jobWords } from '@/features/knowledge/jobs/job-words'
import { useWords } from '@/lib/words'

/** What goes on in a base, or in all of them, and what came of it until it is dismissed. */
export function JobList({ kb }: { kb?: string }) {
  const t = useWords(jobWords)
  const jobs = useJobs().filter((job) => kb === undefined || job.kb === kb)
  if (jobs.length === 0) return null
  return (
    <section aria-label={t.region} className="flex flex-col gap-2">
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} linked={kb === undefined} />
      ))}
    </section>
  )
}
