import { useState } from 'react'

import type { RequirementRead } from '@/lib/schema.gen'

/** A job that is no offer: its text, and what somebody made of its requirements. */
export type KeptJob = { title: string; text: string; requirements: RequirementRead[] | null }

const KEY = 'folioscope.fit.job'

/** The job that was pasted, for as long as the tab is open: an address could not hold it. */
export function useKeptJob() {
  const [job, setJob] = useState(read)
  const keep = (next: KeptJob) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next))
    } catch {
      // A browser that keeps nothing, or not as much, has it until the page is left.
    }
    setJob(next)
  }
  return { job, keep }
}

function read(): KeptJob | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as KeptJob | null
    return typeof kept?.text === 'string' && typeof kept.title === 'string' ? kept : null
  } catch {
    return null
  }
}
