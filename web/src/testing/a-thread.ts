import type { ThreadRead } from '@/lib/schema.gen'

export function aThread(about: Partial<ThreadRead> = {}): ThreadRead {
  return {
    thread_id: 'thread-1',
    user_id: 0,
    title: 'Who knows Kubernetes?',
    kbs: null,
    mode: 'hybrid',
    model: null,
    created_at: '2026-11-22T08:00:00Z',
    updated_at: new Date().toISOString(),
    archived_at: null,
    message_count: 2,
    active_run_id: null,
    active_run_status: null,
    ...about,
  }
}
