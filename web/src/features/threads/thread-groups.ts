import type { ThreadRead } from '@/lib/schema.gen'

export type Age = 'today' | 'yesterday' | 'week' | 'older'
export type ThreadGroup = { age: Age; threads: ThreadRead[] }

/** Conversations by the day of their newest activity, as days are counted where the person is. */
export function groupByAge(threads: readonly ThreadRead[], now: Date): ThreadGroup[] {
  const groups: ThreadGroup[] = []
  for (const thread of threads) {
    const age = ageOf(new Date(thread.updated_at), now)
    const last = groups.at(-1)
    if (last?.age === age) last.threads.push(thread)
    else groups.push({ age, threads: [thread] })
  }
  return groups
}

function ageOf(moment: Date, now: Date): Age {
  if (moment >= midnight(now, 0)) return 'today'
  if (moment >= midnight(now, 1)) return 'yesterday'
  return moment >= midnight(now, 7) ? 'week' : 'older'
}

function midnight(now: Date, daysAgo: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo)
}
