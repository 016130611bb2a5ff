import type { Answered } from '@/features/knowledge/jobs/job-state'
import type { Accepted, ImportStarted, RebuildStarted } from '@/lib/schema.gen'

/** What the server answers to files, as a job keeps it. */
export function ofAccepted(answer: Accepted): Answered {
  const made = answer.files.flatMap(({ path, document_id: id, state }) =>
    id && state === 'accepted' ? [[path, id] as const] : [],
  )
  return {
    runId: answer.run_id,
    accepted: answer.accepted,
    unchanged: answer.unchanged,
    documents: Object.fromEntries(made),
    leftOut: answer.refused,
  }
}

export function ofStarted(answer: RebuildStarted | ImportStarted): Answered {
  return { runId: answer.run_id }
}
