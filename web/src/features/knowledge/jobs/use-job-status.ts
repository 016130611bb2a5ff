import { stepOf, summaryOf, type Job } from '@/features/knowledge/jobs/job-state'
import { jobWords } from '@/features/knowledge/jobs/job-words'
import type { useJobRun } from '@/features/knowledge/jobs/use-job-run'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

type Status = { text: string; done?: number; total?: number }

/** What happens right now, in a line, and how much of it is done. */
export function useJobStatus(job: Job, run: ReturnType<typeof useJobRun>): Status {
  const t = useWords(jobWords)
  const format = useFormat()
  const step = stepOf(job)
  if (step === 'looking') return { text: t.looking(format.number(job.looking ?? 0)) }
  if (step === 'sending') {
    const { sentBytes, bytes } = summaryOf(job)
    const sending = job.parts.findIndex((part) => part.state === 'sending')
    const part = job.parts.length > 1 ? ` ${t.part(sending + 1, job.parts.length)}` : ''
    const text = t.sending(format.bytes(sentBytes), format.bytes(bytes)) + part
    return { text, done: sentBytes, total: bytes }
  }
  if (run?.connection === 'reconnecting') return { text: t.reconnecting }
  if (!run?.progress) return { text: t.waits }
  const { done, total } = run.progress
  return { text: t.stages[job.kind](format.number(done), format.number(total)), done, total }
}

/** What came of it, in a line. */
export function useJobResult(job: Job): string {
  const t = useWords(jobWords)
  const has = (outcome: string) => job.parts.some((part) => part.outcome === outcome)
  if (has('failed')) return t.failed
  if (has('cancelled')) return t.cancelled
  const { added, unchanged, leftOut } = summaryOf(job)
  if (job.kind === 'rebuild') return t.rebuilt
  if (job.kind === 'import') return t.imported
  const told = [
    added > 0 && t.added(added),
    unchanged > 0 && t.unchanged(unchanged),
    leftOut.length > 0 && t.leftOut(leftOut.length),
  ].filter((each) => each !== false)
  return told.length > 0 ? `${told.join(' · ')}.` : t.nothing
}
